import pytest

from dslint.checks.apiserver.answers import USUAL
from dslint.checks.apiserver.routes import REST, ROUTES, route_of
from dslint.kube.apiserver.fields import FieldError, render
from dslint.template import slots
from tests.checks.hits import HEAD, hits, pod, rules

REASONS = ("Required", "Invalid", "NotSupported", "Duplicate", "Forbidden", "NotFound", "TooLong", "TooMany")
# messages that the functions of a row may choose instead
CHOSEN = {
    "DS102": ["old-version"],
    "DS107": ["both-by-default", "quoted"],
    "DS112": ["only-value"],
    "DS113": ["empty-values"],
    "DS114": ["alike"],
    "DS115": ["undeclared-near", "invalid-volume", "nameless"],
    "DS119": ["decimal-mode"],
}
ABOUT_VALUES = {"Invalid", "NotSupported"}


@pytest.mark.parametrize("row", [*ROUTES, REST], ids=lambda row: f"{row.rule}-{row.message or row.reasons}")
def test_a_rule_has_every_message_that_its_routes_may_choose(row):
    reasons = row.reasons.split() or REASONS
    wanted = {row.message or USUAL.get(f"FieldValue{reason}", "invalid") for reason in reasons}
    wanted |= set(CHOSEN.get(row.rule, ()) if row.enrich else ())
    assert wanted <= set(rules()[row.rule].messages)


def test_the_rules_that_ask_for_errors_of_the_server_are_those_that_have_some():
    asking = {rule.id for rule in rules().values() if rule.check == "apiserver"}
    assert asking == {row.rule for row in (*ROUTES, REST)} | {"DS110"}


# for wrong types another module chooses; the examples show each
@pytest.mark.parametrize("rule", sorted({row.rule for row in (*ROUTES, REST)}))
def test_no_rule_has_a_message_that_nothing_chooses(rule):
    rows = [row for row in (*ROUTES, REST) if row.rule == rule]
    chosen = {"placeholder", "missing", "undecodable", "wrong-type", "quantity", "quantity-near"}
    chosen |= {"kind"} if rule == "DS199" else set()  # kubectl's word, not the server's
    for row in rows:
        chosen |= (
            {row.message}
            if row.message
            else {USUAL.get(f"FieldValue{reason}", "invalid") for reason in row.reasons.split() or REASONS}
        )
    assert set(rules()[rule].messages) <= chosen | set(CHOSEN.get(rule, ()))


def ds():
    [(one, _)] = hits("DS102", HEAD.replace("  selector: {matchLabels: {app: agent}}\n", ""))
    return one


CONTAINER = ("spec", "template", "spec", "containers", 0)


@pytest.mark.parametrize(
    ("path", "reason", "detail", "rule"),
    [
        (("spec", "minReadySeconds"), "Invalid", "must be greater than or equal to 0", "DS199"),
        (("spec", "template", "metadata", "labels"), "Invalid", "`selector` does not match template `labels`", "DS102"),
        ((*CONTAINER, "name"), "Required", "", "DS111"),
        ((*CONTAINER, "name"), "Duplicate", "", "DS114"),
        ((*CONTAINER, "ports", 0, "name"), "Duplicate", "", "DS114"),
        ((*CONTAINER, "ports", 0, "name"), "Invalid", "must be no more than 15 characters", "DS121"),
        ((*CONTAINER, "lifecycle", "preStop", "exec", "command"), "Required", "", "DS116"),
        ((*CONTAINER, "env", 0, "valueFrom"), "Invalid", "something new", "DS120"),
        ((*CONTAINER, "image"), "Required", "", "DS122"),
        ((*CONTAINER, "image"), "SomethingNew", "", "DS199"),
        (("spec", "template", "spec", "initContainers", 3, "resources", "limits"), "Required", "", "DS117"),
        (("spec", "template", "annotations", "controller.kubernetes.io/pod-deletion-cost"), "Invalid", "x", "DS199"),
    ],
    ids=lambda value: render(value) if isinstance(value, tuple) else value,
)
def test_an_error_belongs_to_one_rule(path, reason, detail, rule):
    error = FieldError(render(path), f"FieldValue{reason}", detail, path)
    assert route_of(ds(), error).rule == rule


def test_every_slot_of_a_message_is_filled_by_every_error():
    """What the shared parameters do not have is given by the functions of the row."""
    shared = {
        "what", "value", "subject", "absent", "fault", "advice", "listed", "hint", "write", "allowed", "and_more",
        "field", "name", "about", "operator", "effect", "operators", "where",
    }  # fmt: skip
    [(_, hit)] = hits("DS122", pod("").replace(", image: registry.example/agent:1.4", ""))
    assert set(hit.params) == shared
    enriched = {row.message or "duplicate" for row in ROUTES if row.enrich} | {
        "undeclared",
        *(key for keys in CHOSEN.values() for key in keys),
    }
    own = {"wrong-type", "quantity", "quantity-near", "undecodable", "kind"}
    fixed = {("DS101", "missing"), ("DS103", "empty")}
    for row in (*ROUTES, REST):
        for key, message in rules()[row.rule].messages.items():
            if key not in enriched | own and (row.rule, key) not in fixed:
                used = set().union(*(slots(text or "") for text in (message.text, message.label, message.help)))
                assert used <= shared, (row.rule, key)
