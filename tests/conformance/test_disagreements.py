from .disagreements import REASONS
from .vectors import OWN, VECTORS, load


def test_every_listed_disagreement_is_about_a_vector_and_says_why():
    folders = [folder for folder in (OWN, VECTORS) if folder.exists()]
    known = {
        case.get("id") or f"{case['file']}#{case['document']}"
        for folder in folders
        for path in folder.glob("*.json")
        if path.stem != "yaml_vectors"
        for case in load(path)
    }
    assert VECTORS not in folders or set(REASONS) <= known
    assert all(reason.strip() for reason in REASONS.values())
