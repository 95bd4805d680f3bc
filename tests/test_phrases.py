import pytest

from dslint.phrases import counted, did_you_mean, few, meant, slips, suggest

KNOWN = [
    "DS101",
    "DS111",
    "DS121",
    "DS211",
    "DS701",
    "unmatched-selector",
    "missing-selector",
    "hostNetwork",
    "hostPID",
]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("DS1O1", "DS101"),
        ("ds701", "DS701"),
        ("unmatched-selectr", "unmatched-selector"),
        ("mising-selector", "missing-selector"),
        ("hostnetwork", "hostNetwork"),
        ("hostPid", "hostPID"),
        ("CKV_K8S_20", None),
        ("", None),
    ],
)
def test_the_word_with_the_fewest_slips_is_suggested(word, expected):
    assert suggest(word, KNOWN) == expected


def test_nothing_is_suggested_where_nothing_is_known():
    assert suggest("DS101", []) is None


def test_among_very_many_words_none_is_searched_for():
    words = [f"worker-{number}" for number in range(5001)]
    assert suggest("worker-x", words[:5000]) is not None
    assert suggest("worker-x", words) is None


@pytest.mark.parametrize(
    ("word", "hint", "tail"),
    [
        ("check", "did you mean check?", "; did you mean check?"),
        ("a\nb", "did you mean a\\nb?", "; did you mean a\\nb?"),
        ("", None, ""),
        (None, None, ""),
    ],
    ids=["a word", "one of several lines", "an empty word", "no word"],
)
def test_what_was_meant_is_asked_as_a_hint_and_behind_a_message(word, hint, tail):
    assert (did_you_mean(word), meant(word)) == (hint, tail)


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 nodes"), (1, "1 node"), (2, "2 nodes"), (2000, "2,000 nodes")],
    ids=["none", "one", "several", "many"],
)
def test_one_thing_is_counted_without_an_s(number, said):
    assert counted(number, "node") == said


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("", ""),
        ("a", "a"),
        ("abcd", "a, b, c, d"),
        ("abcde", "a, b, c and 2 more"),
    ],
    ids=["none", "one", "as many as have room", "more"],
)
def test_of_many_names_the_first_are_said_and_the_others_counted(names, said):
    assert few(names) == said


def test_a_list_of_names_can_be_cut_before_the_fourth():
    assert few("abcd", str.upper, most=3) == "A, B, C and 1 more"


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [("", "", 0), ("", "abc", 3), ("taint", "taint", 0), ("taint", "tant", 1), ("taint", "paints", 2)],
    ids=["nothing", "all put in", "the same", "one left out", "one replaced and one put in"],
)
def test_slips_are_counted(one, other, number):
    assert slips(one, other) == slips(other, one) == number


def test_slips_above_the_limit_are_only_more_than_it():
    assert slips("kubernetes.io/os", "abc", limit=2) > 2
    assert slips("taint", "paints", limit=2) == 2


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("deprecated-label", ["deprecated-field", "deprecated-node-label"], "deprecated-node-label"),
        ("lint", ["init", "explain"], None),
        ("sopt", ["spot"], "spot"),
        ("--baseline", ["--select"], None),
        ("--since", ["--ignore"], None),
        ("warn", ["warning", "error"], "warning"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_have_been_meant_is_not_suggested(word, known, expected):
    assert suggest(word, known) == expected
