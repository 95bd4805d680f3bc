"""What docs/limits.md says is bounded is, at that number."""

import gc
import re
from pathlib import Path

import pytest

from dslint import Options
from dslint.catalogue import file as rule_file
from dslint.checks import relations, rivals
from dslint.checks.apiserver import answers
from dslint.cli import judging
from dslint.config import globs, options
from dslint.fix import promise, rounds
from dslint.fleet import member
from dslint.inputs import git, kustomize, limits, store
from dslint.inputs.rendering.renderer import AFTERWARDS, IN_VAIN, LIMITS
from dslint.inventory import kubectl, nodes, snapshot
from dslint.judge import baseline_file, engine
from dslint.kube.cel import runtime as cel
from dslint.lsp import incoming
from dslint.parallel import spread
from dslint.phrases import MOST_PROPOSED
from dslint.policy import files as policies
from dslint.run import check_paths, check_text
from dslint.source import nodes as tree
from dslint.source.event_tree import MAX_EXPANDED
from dslint.source.nodes import Mapping
from dslint.source.syntax_errors import LONGEST_KEY
from dslint.source.text import WIDEST
from tests.growth import size

PAGE = Path(__file__).parents[1] / "docs" / "limits.md"
MIB = 1 << 20
# the beginning of a row, and what holds it; each has tests of its own beside what it bounds
ROWS = {
    "a document, or an item of a list": f"{limits.LARGEST // MIB} MiB",
    "a file or stream": "none",
    "a file that `--fix` or `--diff` changes, or of a Git revision": f"{limits.MAX_BYTES // MIB} MiB",
    "depth of YAML and JSON": f"{tree.MAX_DEPTH} levels",
    "what aliases stand for": f"{MAX_EXPANDED:,} values in a document",
    "a file whose releases of charts are rendered": f"{limits.RELEASES_BYTES // MIB} MiB",
    "a key": f"{LONGEST_KEY:,} characters, as in libyaml",
    "findings": f"{engine.MOST:,} in a document",
    "fixes of a text": f"{rounds.MOST_ROUNDS} rounds, {rounds.MOST_TRIES} tries in each",
    "a text whose fixes are tried before they are offered": f"{promise.LONGEST // MIB} MiB",
    "proposals for wrong words": f"the first {MOST_PROPOSED} of a file",
    "placements that one is held against on a host port": f"{rivals.MOST_COMPARED} kinds",
    "other objects that a DaemonSet is held against": f"{relations.MOST_ALIKE} that ask for the same label",
    "what is shown of a line": f"{WIDEST} characters",
    "a configuration file": f"{options.MAX_BYTES // MIB} MiB",
    "values in a configuration file": f"{options.MOST_VALUES:,}",
    "parts of a key, or levels, of TOML": f"{options.MOST_PARTS}",
    "a glob in a configuration": f"{globs.LONGEST:,} characters",
    "a rule file": f"{rule_file.LARGEST // MIB} MiB",
    "files and folders in a folder of policies": f"{policies.MOST_NAMES:,}",
    "an expression in CEL": f"{cel.LONGEST:,} characters",
    "a baseline": f"{baseline_file.MAX_BYTES // MIB} MiB",
    "a kustomization": f"{kustomize.LARGEST // MIB} MiB",
    "a list of nodes, from a file or from kubectl": f"{min(nodes.MAX_BYTES, kubectl.MAX_BYTES) // MIB // 1024} GiB",
    "an answer of kubectl": f"{kubectl.PATIENCE} s",
    "what kubectl prints of a cluster": f"{kubectl.MAX_BYTES // MIB // 1024} GiB",
    "a message of an editor": f"{incoming.MAX_BYTES // MIB} MiB",
    "clusters that are asked at a time": f"{snapshot.AT_ONCE}",
    "manifests of a store that are one cluster of a fleet": f"{member.MOST:,}",
    "what is kept of them from one reading to the next": f"{member.KEPT // MIB} MiB",
    "objects of a store that are asked for at once": f"{store.AT_ONCE}, of {store.AT_ONCE_BYTES // MIB} MiB together",
    "how often a batch is handed out that workers lose": f"{spread.TRIES} times",
    "processes of `--jobs`": f"{judging.MOST}",
    "an answer of Git about what it ignores": f"{git.TIMEOUT:.0f} s",
    "how long a run waits in vain for Helm and kustomize": f"{IN_VAIN} s, then {AFTERWARDS} s for each render",
    "an answer of Git about a revision": f"{git.TIMEOUT:.0f} s, about its name {git.QUICK:.0f} s",
    "what Helm or kustomize may take to render": (
        f"{LIMITS.seconds} s, {LIMITS.output // MIB} MiB of output, "
        f"on Linux {LIMITS.memory // MIB // 1024} GiB of memory"
    ),
}
HEAD = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\n  labels:\n"
SPEC = """\
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      nodeSelector: {beta.kubernetes.io/os: linux}
      containers: [{name: agent, image: registry.example/agent:1.4}]
"""
OPTIONS = Options(no_config=True)


def test_the_page_has_every_limit_and_its_number():
    rows = re.findall(r"^\| (.+?) \| (.+?) \| .+ \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert dict(rows[1:]) == ROWS


def wrong_labels(count):
    return HEAD + "".join(f"    example.com/{number}: a {number}\n" for number in range(count)) + SPEC


def unknown_fields(count):
    return HEAD.replace("  labels:\n", "") + SPEC + "".join(f"      imagePulSecrets{one}: x\n" for one in range(count))


def agents(count):
    return "---\n".join(HEAD.replace("agent", f"agent{one}") + "    a: b\n" + SPEC for one in range(count))


@pytest.mark.parametrize(("wrong", "told", "truncated"), [(9, 10, False), (10, 10, True), (500, 10, True)])
def test_a_document_has_as_many_findings_as_are_told_and_a_line_says_if_there_are_more(
    monkeypatch, wrong, told, truncated
):
    monkeypatch.setattr(engine, "MOST", 10)
    report = check_text(wrong_labels(wrong), path="a.yaml", options=OPTIONS)  # one more is about the selector
    note = "a.yaml: more than 10 problems in one document; the others are not told"
    assert (len(report.findings), report.truncated, report.notes) == (told, truncated, [note] * truncated)
    assert report.failing == told + truncated
    assert all(finding.fix is None for finding in report.findings) or not truncated


def test_what_is_wrong_with_comments_counts_with_the_findings_of_their_document(monkeypatch):
    monkeypatch.setattr(engine, "MOST", 10)
    comments = "".join(f"# dslint: ignore[none-{number}]\n" for number in range(20))
    report = check_text(wrong_labels(0) + comments, path="a.yaml", options=OPTIONS)
    note = "a.yaml: more than 10 problems in one document; the others are not told"
    assert (len(report.findings), report.truncated, report.notes) == (10, True, [note])


def test_of_many_errors_no_more_are_put_into_words_than_are_told(monkeypatch):
    made, real = [], answers._hit
    monkeypatch.setattr(answers, "_hit", lambda *given, **named: made.append(given) or real(*given, **named))
    monkeypatch.setattr(engine, "MOST", 10)
    check_text(wrong_labels(500), options=OPTIONS)
    assert len(made) == 11  # one more, to know that there are more


def test_more_findings_than_are_told_fail_a_run_of_which_the_others_would_not(monkeypatch):
    monkeypatch.setattr(engine, "MOST", 10)
    report = check_text(wrong_labels(20), options=Options(no_config=True, ignore=("DS1", "DS3"), fail_on="never"))
    assert (report.truncated, report.failing) == (False, 0)
    report = check_text(wrong_labels(20), options=Options(no_config=True, fail_on="never"))
    assert (report.truncated, report.failing) == (True, 1)


def kept(path, count):
    """Return how many mappings are left of some documents with a finding each, and the first of those."""
    path.write_text("---\n".join([SPEC.join([HEAD + "    a: b\n", ""])] * count))
    report = check_paths(str(path), Options(no_config=True, select=("DS302",)))
    gc.collect()
    return sum(isinstance(one, Mapping) for one in gc.get_objects()), report.findings


@pytest.mark.parametrize("form", [wrong_labels, unknown_fields, agents])
def test_a_finding_takes_less_than_4_kib_when_its_text_is_done_with(tmp_path, form):
    (tmp_path / "a.yaml").write_text(form(400))
    findings = check_paths(str(tmp_path / "a.yaml"), OPTIONS).findings
    assert len(findings) >= 400
    assert size(findings) < 4096 * len(findings)


def test_findings_keep_no_tree_of_their_text(tmp_path):
    (few, _), (many, findings) = kept(tmp_path / "a.yaml", 1), kept(tmp_path / "a.yaml", 20)
    assert (many, len(findings)) == (few, 20)  # of the last document, which is remembered
    assert [(one.fix.intents, [edit.text for edit in one.fix.edits]) for one in findings] == [
        ((), ["kubernetes.io/os"])
    ] * 20
