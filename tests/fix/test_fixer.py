"""A run that fixes looks at most files once, and never writes what it was not asked to."""

import pytest

from dslint import Options
from dslint.catalogue.rule import Rule
from dslint.config import Resolver
from dslint.finding import Operation
from dslint.fix import DIFF, Fixer
from dslint.inputs import documents
from dslint.judge.findings import Findings
from dslint.run import check_paths
from dslint.source.location import Location
from dslint.source.text import SourceText, Span
from dslint.source.tree import parse
from tests.fix.manifests import FIXED, MANIFEST

OPTIONS = Options(no_config=True)


@pytest.fixture
def parsed(monkeypatch):
    """Return the list of the texts that are parsed from now on."""
    texts = []

    def counting(text, offset=0):
        texts.append(text)
        return parse(text, offset)

    monkeypatch.setattr(documents, "parse", counting)
    return texts


@pytest.mark.parametrize(("mode", "last"), [("write", [FIXED]), ("diff", [])])
def test_only_files_that_get_a_fix_are_parsed_again(tmp_path, parsed, mode, last):
    for name in "abc":
        (tmp_path / f"{name}.yaml").write_text(FIXED.replace("agent", name))
    (tmp_path / "d.yaml").write_text(MANIFEST)
    check_paths([str(tmp_path)], OPTIONS, fixer=Fixer(mode, out=lambda _: None))
    others = [FIXED.replace("agent", name) for name in "abc"]
    assert sorted(parsed) == sorted([*others, MANIFEST, FIXED, *last])  # once to prove the fix
    assert parsed[-1] == FIXED


def test_a_patch_is_made_without_a_look_at_the_disk(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(MANIFEST)
    path.chmod(0o444)
    out = []
    report = check_paths([str(path)], OPTIONS, fixer=Fixer(DIFF, out=out.append))
    assert (report.errors, len(out), path.read_text()) == ([], 1, MANIFEST)


@pytest.mark.parametrize(
    ("fixer", "applied"),
    [
        (Fixer, 1),
        (lambda: Fixer(fixes=False), 0),
        (lambda: Fixer(ask=lambda *_: False), 0),
        (lambda: Fixer(ask=lambda *_: True), 1),
        (lambda: Fixer(unsafe=True), 1),
    ],
    ids=["safe", "none", "no", "yes", "unsafe"],
)
def test_what_is_fixed_is_decided_by_who_asks(tmp_path, fixer, applied):
    path = tmp_path / "a.yaml"
    path.write_text(MANIFEST)
    made = fixer()
    check_paths([str(path)], OPTIONS, fixer=made)
    assert (len(made.applied), path.read_text() == FIXED) == (applied, bool(applied))


@pytest.mark.parametrize(
    ("safety", "intents", "fix"),
    [("safe", 1, "safe"), ("unsafe", 1, "unsafe"), ("none", 1, None), (None, 1, None), ("safe", 0, None)],
)
def test_a_fix_takes_intents_and_a_rule_that_offers_it(safety, intents, fix):
    messages = {"found": {"text": "found", "help": "write {what}", "fix": safety}}
    data = {"id": "DS900", "name": "made-up", "summary": "s", "severity": "error", "default": True, "status": "stable",
            "since": "0.1", "tags": ["x"], "messages": messages}  # fmt: skip
    at = Location(SourceText("a.yaml", "a: b\n"), Span(0, 1), "", "/a")
    findings = Findings(Resolver(OPTIONS).settings_for("a.yaml"))
    made = findings.make(Rule(data, "x"), "found", {"what": "c"}, at, operations=(Operation(),) * intents)
    assert (made.fix.safety if made.fix else None) == fix
    assert made.fix is None or made.fix.title == made.help == "write c"


# the same bytes in spellings that only kubectl sees through; nothing but the label may change
SPELLED = {
    "a kind in escapes": lambda text: text.replace("kind: DaemonSet", 'kind: "\\x44aemonSet"'),
    "a kind in two lines": lambda text: text.replace("kind: DaemonSet", 'kind: "Daemo\\\n  nSet"'),
    "a kind in Base64": lambda text: text.replace("kind: DaemonSet", "kind: !!binary RGFlbW9uU2V0"),
    "behind JSON": lambda text: '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a"}}\n' + text,
    "between lone CRs": lambda text: f"---\r# c\r{text}".replace("\n", "\r"),
    "a block of text without an end": lambda text: text + "      schedulerName: |\n        a",
}


@pytest.mark.parametrize("spelled", SPELLED.values(), ids=SPELLED)
def test_a_fix_changes_no_byte_beside_it(tmp_path, spelled):
    path = tmp_path / "a.yaml"
    path.write_bytes(spelled(MANIFEST).encode())
    fixer = Fixer()
    check_paths([str(path)], OPTIONS, fixer=fixer)
    assert (len(fixer.applied), path.read_bytes()) == (1, spelled(FIXED).encode())
