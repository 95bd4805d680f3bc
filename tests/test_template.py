import pytest

from dslint.template import LONGEST, Path, Sentence, fill

IMAGE = f"registry.example.com/{'a' * 60}/agent:latest"
CUT = f"registry.example.com/{'a' * 19}…{'a' * 26}/agent:latest"
LONG = "spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[].labelSelector"


@pytest.mark.parametrize(
    ("value", "text", "label"),
    [
        (None, "null", "null"),
        (True, "true", "true"),
        ("a\x1bb", r"a\x1bb", r"a\x1bb"),
        ("a" * 80, "a" * 80, "a" * 80),
        (IMAGE, CUT, CUT),
        (Path(LONG), LONG, f"…{LONG[1 - LONGEST :]}"),
        (Sentence("a bc " * 40), "a bc " * 40, "a bc " * 40),
        (Sentence(f"has {IMAGE} twice"), f"has {CUT} twice", f"has {CUT} twice"),
    ],
    ids=["null", "true", "escape", "just short enough", "value", "path", "sentence", "word of a sentence"],
)
def test_values_are_cut_in_the_middle_paths_of_labels_in_front_and_sentences_never(value, text, label):
    assert fill("{it}", {"it": value}) == text
    assert fill("{it}", {"it": value}, label=True) == label
