import pytest

from dslint.template import LONGEST, Path, Sentence, fill

LONG = "spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[].labelSelector"


@pytest.mark.parametrize(
    ("value", "text", "label"),
    [
        (None, "null", "null"),
        (True, "true", "true"),
        ("a\x1bb", r"a\x1bb", r"a\x1bb"),
        ("a" * 80, "a" * 80, "a" * 80),
        ("a" * 81, "a" * 79 + "…", "a" * 79 + "…"),
        (Path(LONG), LONG, f"…{LONG[1 - LONGEST :]}"),
        (Sentence("a bc " * 40), "a bc " * 40, "a bc " * 40),
        (Sentence(f"has {'a' * 81} twice"), f"has {'a' * 79}… twice", f"has {'a' * 79}… twice"),
    ],
    ids=["null", "true", "escape", "just short enough", "value", "path", "sentence", "word of a sentence"],
)
def test_values_are_cut_behind_paths_of_labels_in_front_and_sentences_never(value, text, label):
    assert fill("{it}", {"it": value}) == text
    assert fill("{it}", {"it": value}, label=True) == label
