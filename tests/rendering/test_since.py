"""What is new since a revision, of charts too: both sides are rendered."""

import subprocess

import pytest

from tests.rendering.made import chart, write

GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.invalid", "-c", "commit.gpgsign=false")


@pytest.fixture
def repository(tmp_path, renderers):  # noqa: ARG001 - they are put on the PATH
    write(tmp_path / "charts/agent", chart("plain"))
    for words in (("init", "-q"), ("add", "--all"), ("commit", "-q", "-m", "all")):
        subprocess.run([*GIT, *words], cwd=tmp_path, check=True, timeout=60)
    return tmp_path


def findings(report):
    return [(one["rule"], one["path"], one["line"]) for one in report["findings"]]


def test_what_was_there_before_is_not_new(repository, dslint_json):
    report = dslint_json(repository, "check", "charts/agent", "--since", "HEAD", "--select", "DS302,DS420")
    assert findings(report) == []


def test_what_a_value_has_brought_is_new_and_what_it_took_is_fixed(repository, dslint_json):
    values = repository / "charts/agent/values.yaml"
    values.write_text(values.read_text().replace("agent:1.4", "agent:latest"))
    template = repository / "charts/agent/templates/daemonset.yaml"
    template.write_text(template.read_text().replace("beta.kubernetes.io/os", "kubernetes.io/os"))
    report = dslint_json(repository, "check", "charts/agent", "--since", "HEAD", "--select", "DS302,DS420")
    assert findings(report) == [("DS420", "charts/agent/templates/daemonset.yaml", 20)]
    fixed = [(one["rule"], one["path"], one["line"]) for one in report["since"]["fixed"]]
    assert fixed == [("DS302", "HEAD:charts/agent/templates/daemonset.yaml", 17)]


def test_coverage_tells_what_a_change_adds(repository, run_dslint):
    template = repository / "charts/agent/templates/daemonset.yaml"
    tolerant = "      tolerations: [{operator: Exists}]\n      containers:"
    template.write_text(template.read_text().replace("      containers:", tolerant))
    done = run_dslint(repository, "coverage", "charts/agent", "--since", "HEAD", "--nodes", "profile:eks")
    assert done.out.startswith(
        "4 pods added, 0 removed against HEAD.\n\nagent (default values)  charts/agent/templates/daemonset.yaml:1:1\n"
    )
    assert done.code == 0
