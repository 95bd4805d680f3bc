"""The pipeline of ``dslint coverage``, asked as a library."""

import pytest

from dslint.config import Options
from dslint.coverage.query import Query
from dslint.coverage.run import cover_paths
from dslint.errors import UsageError

AGENT = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec: {template: {spec: {}}}\n"
WANTED = (
    "nodes: profile:k3s\ncoverage:\n  - daemonset: agent\n    on: all\n  - daemonset: gone\n    on: node/server-0\n"
)


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "agent.yaml").write_text(AGENT)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "agents.yaml").write_text(f"{AGENT}---\n{AGENT.replace('agent', 'gone')}")
    (tmp_path / "dslint.yaml").write_text(WANTED)
    return tmp_path


def test_the_report_is_of_the_working_directory_and_the_nodes_of_its_settings(here):
    (here / "dslint.yaml").write_text("nodes: profile:k3s\n")
    report = cover_paths()
    assert [row.title for row in report.coverage.rows] == ["agent", "agent", "gone"]
    assert report.coverage.cluster.sources == ("profile:k3s",)
    assert (report.changes, report.unmet, report.errors) == (None, None, [])


def test_what_is_compared_and_what_is_meant_stand_in_one_report():
    report = cover_paths(["new"], query=Query(against=("old",)))
    assert [(change.row.title, change.status) for change in report.changes.affected] == [("gone", "removed")]
    assert [(one.row.title, one.nodes) for one in report.unmet.lost] == [("gone", 1)]
    assert report.unmet.is_missed
    assert report.notes == ["dslint.yaml:5: no DaemonSet is called gone"]


def test_where_a_cell_is_explained_the_intents_count_and_nothing_is_judged():
    report = cover_paths(["new"], query=Query(node="server-0", daemonset="agent"))
    assert report.coverage.explain
    assert report.coverage.has_expectations
    assert (report.unmet, report.notes) == (None, [])


def test_what_cannot_be_read_is_told_and_the_others_are_covered(here):
    (here / "old" / "broken.yaml").write_text("kind: DaemonSet\nspec: [\n")
    report = cover_paths(["new", "old"])
    assert [row.title for row in report.coverage.rows] == ["agent", "agent", "gone"]
    (error,) = report.errors
    assert (error.source.path, error.source.place(error.span.start)) == ("old/broken.yaml", (2, 7))


def test_without_nodes_there_is_nothing_to_cover():
    with pytest.raises(UsageError, match="no nodes to hold DaemonSets against"):
        cover_paths(["new"], Options(no_config=True))
