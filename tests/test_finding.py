"""Fingerprints: what keeps one, what alters one, and that none of them ever changes."""

import json

import pytest
import yaml

from dslint.finding import fingerprints, identity
from dslint.run import check_paths, check_text
from tests.checkout import ROOT

CORPUS = ROOT.parent / "shared" / "corpus"

MANIFEST = """\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: monitoring
spec:
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      containers:
        - name: agent
          image: registry.example/agent:1.4
        - name: shipper
          image: registry.example/shipper:2.0
          imagePullPolicy: Sometimes
"""
FIRST = "        - name: agent\n          image: registry.example/agent:1.4\n"
SECOND = (
    "        - name: shipper\n          image: registry.example/shipper:2.0\n          imagePullPolicy: Sometimes\n"
)
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n---\n"


def dedented(text):
    """Put the items of the list of containers where its key begins."""
    head, key, items = text.partition("      containers:\n")
    return head + key + "".join(line[2:] for line in items.splitlines(keepends=True))


HARMLESS = {
    "lines above": lambda text: f"\n\n# a comment\n{text}",
    "a comment inside": lambda text: text.replace("spec:\n", "spec:  # the spec\n", 1),
    "another indentation": dedented,
    "containers in another order": lambda text: text.replace(FIRST + SECOND, SECOND + FIRST),
    "keys in another order": lambda text: text.replace(
        "  name: agent\n  namespace: monitoring\n", "  namespace: monitoring\n  name: agent\n"
    ),
    "quotes": lambda text: text.replace("imagePullPolicy: Sometimes", "'imagePullPolicy': \"Sometimes\""),
    "flow style": lambda text: text.replace(
        "metadata:\n  name: agent\n  namespace: monitoring\n", "metadata: {name: agent, namespace: monitoring}\n"
    ),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "a byte-order mark": lambda text: f"\ufeff{text}",
    "another document before it": lambda text: CONFIG_MAP + text,
    "an anchor": lambda text: text.replace("Policy: Sometimes", "Policy: &policy Sometimes"),
    "JSON": lambda text: json.dumps(yaml.safe_load(text)),
    "another value elsewhere": lambda text: text.replace("agent:1.4", "agent:1.5"),
    "a further container": lambda text: text + "        - {name: third, image: 'registry.example/third:1'}\n",
}
REAL = {
    "another container": (lambda text: text.replace("name: shipper", "name: sender"), False),
    "another object": (lambda text: text.replace("  name: agent\n  namespace", "  name: other\n  namespace"), False),
    "another namespace": (lambda text: text.replace("namespace: monitoring", "namespace: logging"), False),
    "another list": (
        lambda text: text.replace(FIRST + SECOND, FIRST + "      initContainers:\n" + SECOND),
        False,
    ),
    "another mistake": (lambda text: text.replace("Policy: Sometimes", "Policy: [Always]"), False),
    "another file": (lambda text: text, True),
}


def of(text, path="deploy/agent.yaml"):
    """Return fingerprint and identity of what is found about the pull policy."""
    found = sorted(check_text(text, path=path).findings, key=lambda finding: finding.sort_key())
    prints = fingerprints(found)
    ((name, finding),) = [pair for pair in zip(prints, found, strict=True) if "imagePullPolicy" in pair[1].at.pointer]
    return name, identity(finding)


@pytest.mark.parametrize("edit", HARMLESS.values(), ids=HARMLESS)
def test_a_harmless_edit_keeps_a_fingerprint(edit):
    assert edit(MANIFEST) != MANIFEST
    assert of(edit(MANIFEST)) == of(MANIFEST)


@pytest.mark.parametrize(("edit", "moved"), REAL.values(), ids=REAL)
def test_a_real_change_alters_it(edit, moved):
    before, after = of(MANIFEST), of(edit(MANIFEST), path="moved.yaml" if moved else "deploy/agent.yaml")
    assert before[0] != after[0]
    assert (before[1] == after[1]) is moved


def test_no_fingerprint_ever_changes():
    """Hold what baselines and dashboards of others rest on: nothing writes this file anew."""
    frozen = (ROOT / "tests" / "fingerprints.txt").read_text(encoding="utf-8")
    text = (ROOT / "tests" / "fingerprints.yaml").read_text(encoding="utf-8")
    found = sorted(check_text(text, path="deploy/all.yaml").findings, key=lambda finding: finding.sort_key())
    prints = {
        f"{name} {identity(finding)} {finding.rule} {finding.at.pointer} {finding.message_key}"
        for name, finding in zip(fingerprints(found), found, strict=True)
    }
    missing = set(frozen.splitlines()) - prints
    assert missing == set(), "a baseline that holds these would report them again"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not there, in ../shared beside the checkout")
def test_no_two_findings_share_one_over_the_corpus(monkeypatch):
    monkeypatch.chdir(CORPUS)
    found = check_paths(["."]).findings
    prints = list(fingerprints(sorted(found, key=lambda finding: finding.sort_key())))
    assert len(found) > 100
    assert len(set(prints)) == len(prints)
