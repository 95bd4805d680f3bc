"""A manifest shrunk to what shows a finding, fit to be published."""

import re

import pytest

from tests.cli.manifests import BAD, OLD

SECRETS = """\
# owned by acme payments
apiVersion: v1
kind: Namespace
metadata: {name: acme}
---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: acme-agent
  namespace: acme
  annotations: {acme.com/owner: jane@acme.com}
spec:
  selector:
    matchLabels: {app: acme-agent}
  template:
    metadata:
      labels: {app: acme-agent, team: payments}
    spec:
      nodeSelector:
        beta.kubernetes.io/os: linux # since 2017
      containers:
        - name: acme-agent
          image: registry.acme.com/agent:1.4
          args: ["--server=10.20.30.40", "--token=hunter2"]
          env: [{name: ACME_URL, value: "https://acme.com"}]
"""
REDUCED = """\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: name-1
spec:
  selector:
    matchLabels: {key-1: name-1}
  template:
    metadata:
      labels: {key-1: name-1}
    spec:
      nodeSelector:
        beta.kubernetes.io/os: linux
      containers:
        - name: name-1
          image: registry.example/image-1:1.0
"""


def test_what_is_left_shows_the_finding_and_tells_nothing_of_its_owner(dslint, tree):
    (tree / "agent.yaml").write_text(SECRETS)
    done = dslint("reduce", "agent.yaml", "--rule", "DS302")
    text, about = done.out.split("# dslint ")
    about = about.replace("\n# ", " ")
    assert (done.code, text) == (0, REDUCED)
    assert re.fullmatch(
        r"[\d.]+, line 13: warning\[DS302 deprecated-node-label\]: node label .* is deprecated\n", about
    )
    assert done.err == "Reduced 25 lines to 16 lines.\n"
    assert not re.search("acme|jane|payments|hunter|10[.]20|2017", done.out)
    (tree / "reduced.yaml").write_text(done.out)
    again = dslint("check", "reduced.yaml", "--output-format", "concise", "-q")
    assert [line.split()[1] for line in again.out.splitlines()] == ["warning[DS302]"]
    assert (tree / "agent.yaml").read_text() == SECRETS


@pytest.mark.parametrize("word", ["DS101", "ds101", "unmatched-selector"])
def test_a_rule_is_named_as_everywhere(dslint, tree, word):
    (tree / "a.yaml").write_text(BAD)
    assert "error[DS101 unmatched-selector]" in dslint("reduce", "a.yaml", "--rule", word).out


def test_a_stream_can_be_reduced(process):
    done = process("reduce", "-", "--rule", "DS302", stdin=f"{BAD}---\n{OLD}")
    assert done.code == 0
    assert done.out.count("kind: DaemonSet") == 1
    assert "beta.kubernetes.io/os" in done.out


def test_a_rule_that_is_off_can_be_asked_for(dslint, tree):
    (tree / "a.yaml").write_text(
        BAD.replace("agnet", "agent").replace("        kubernetes.io/os: linux\n", "        a: b\n")
    )
    assert "DS214 missing-os-selection" in dslint("reduce", "a.yaml", "--rule", "DS214").out


def test_what_cannot_be_reduced_is_told(dslint, tree):
    (tree / "a.yaml").write_text(OLD)
    silent = dslint("reduce", "a.yaml", "--rule", "DS101")
    assert (silent.code, silent.out) == (2, "")
    assert silent.err == "error: DS101 says nothing of a.yaml\nhelp: run dslint check a.yaml to see what is found\n"
    assert dslint("reduce", "a.yaml", "--rule", "DS999").err.startswith('error: unknown rule "DS999"')
    assert dslint("reduce", "no.yaml", "--rule", "DS101").err.startswith("error: cannot read no.yaml: ")
    (tree / "b.yaml").write_text(OLD)
    assert dslint("reduce", ".", "--rule", "DS302").err.startswith("error: . is not one file\n")


def test_issue_templates_ask_for_it():
    from tests.checkout import ROOT

    for name in ("false-alarm.yml", "missed.yml"):
        assert "dslint reduce FILE --rule RULE" in (ROOT / ".github" / "ISSUE_TEMPLATE" / name).read_text()
