import pytest

from tests.checks.hits import HEAD, found, hits


@pytest.mark.parametrize(
    ("written", "minor", "message"),
    [
        ("apps/v1", 36, None),
        ("apps/v1beta2", 36, "found"),
        ("apps/v1beta2", 16, "found"),
        ("apps/v1beta2", 15, None),
        ("extensions/v1beta1", 25, "found"),
        ("apps/v1beta1", 36, "never"),
        ("apps/v2", 36, "never"),
        ("v1", 36, "never"),
    ],
)
def test_removed_api_version(written, minor, message):
    text = HEAD.replace("apiVersion: apps/v1", f"apiVersion: {written}")
    assert found("DS301", text, minor) == ([(message, 1, 13)] if message else [])


SELECTOR = "  selector: {matchLabels: {app: agent}}\n"
OLD = HEAD.replace("apps/v1", "extensions/v1beta1")


CHANGES = "; updateStrategy then defaults to RollingUpdate, no longer OnDelete"


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        pytest.param(OLD, CHANGES, id="strategy by default"),
        pytest.param(
            OLD.replace(SELECTOR, f"{SELECTOR}  updateStrategy: {{}}\n"),
            CHANGES,
            id="empty strategy",
        ),
        pytest.param(OLD.replace(SELECTOR, f"{SELECTOR}  updateStrategy: {{type: RollingUpdate}}\n"), "", id="nothing"),
        pytest.param(
            OLD.replace(SELECTOR, ""),
            " with the selector app: agent" + CHANGES,
            id="no selector",
        ),
        pytest.param(
            OLD.replace(SELECTOR, "  templateGeneration: 3\n"),
            " with the selector app: agent, without templateGeneration" + CHANGES,
            id="template generation",
        ),
        pytest.param(OLD.replace("extensions/v1beta1", "apps/v1beta2"), "", id="a version with today's defaults"),
    ],
)
def test_what_is_added_what_goes_and_what_changes_by_itself_is_named(text, changes):
    [(_, hit)] = hits("DS301", text)
    assert (hit.message, hit.params["added"] + hit.params["gone"] + hit.params["changes"]) == ("found", changes)
    assert hit.fix


def test_a_selector_that_cannot_be_told_is_left_to_the_author():
    text = OLD.replace(SELECTOR, "").replace("labels: {app: agent}", "labels: {}")
    [(_, hit)] = hits("DS301", text)
    assert (hit.message, hit.fix) == ("selector", ())


@pytest.mark.parametrize(
    ("start", "place"),
    [
        pytest.param("", (1, 1), id="absent"),
        pytest.param("apiVersion:\n", (1, 1), id="null"),
        pytest.param("apiVersion: ''\n", (1, 1), id="empty"),
    ],
)
def test_an_api_version_that_is_missing(start, place):
    assert found("DS301", HEAD.replace("apiVersion: apps/v1\n", start)) == [("missing", *place)]


@pytest.mark.parametrize("written", ["3", "[apps/v1]", "{a: b}", "true"])
def test_an_api_version_that_is_no_text_is_another_rules_business(written):
    assert found("DS301", HEAD.replace("apps/v1", written, 1)) == []
