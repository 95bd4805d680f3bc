import pytest

from dslint.kube.versions import DAEMONSET_API, Version, VersionError, parse, parse_range


@pytest.mark.parametrize(
    "text", ["1.31", "v1.31", "1.31.4", "v1.31.4-eks-2", "1.31+", "1.31.0-rc.1", "v1.31.2+k3s1", " 1.31 "]
)
def test_versions_are_read_as_clusters_print_them(text):
    assert parse(text) == Version(1, 31)
    assert str(parse(text)) == "1.31"


@pytest.mark.parametrize("text", ["", "1", "1.", "abc", "1.31.", "1.31.x", "1.31..1.33", "1.31 1.32", "٣.1", "1.9999"])
def test_other_text_is_no_version(text):
    with pytest.raises(VersionError, match="is not a Kubernetes version such as"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "minors"),
    [("1.31", [31]), ("1.31..1.31", [31]), ("1.28..1.31", [28, 29, 30, 31]), ("v1.9..1.10", [9, 10])],
)
def test_ranges_hold_both_ends(text, minors):
    assert parse_range(text) == [Version(1, minor) for minor in minors]


@pytest.mark.parametrize("text", ["1.36..1.28", "1.28..2.0", "1.0..1.999", "1.28..", "..1.28", "1.28...1.30"])
def test_other_ranges_are_refused(text):
    with pytest.raises(VersionError):
        parse_range(text)


def test_only_apps_v1_is_still_served():
    assert [name for name, life in DAEMONSET_API.items() if life.removed is None] == ["apps/v1"]
    assert all(life.deprecated < life.removed for life in DAEMONSET_API.values() if life.removed)
