"""The formats for machines, each with what takes it: no finding, one, many, what cannot be read, and hostile names."""

import json

import pytest

from dslint.inputs.unchecked import NotChecked
from dslint.judge.report import Report
from dslint.render import FORMATS, renderer
from dslint.render.style import Style
from dslint.run import check_paths, check_text
from tests.render.oracles import ORACLES
from tests.render.samples import BAD, FINDINGS, HOSTILE


def text_of(name, report, **more):
    return "".join(renderer(name)(report, Style(), **more))


def checked(text, path="deploy/a.yaml"):
    return check_text(text, path=path)


@pytest.mark.parametrize("name", ORACLES)
@pytest.mark.parametrize("kind", FINDINGS)
def test_any_number_of_findings_is_a_report(name, kind):
    report = checked(FINDINGS[kind])
    held = ORACLES[name](text_of(name, report))
    number = {"none": 0, "one": 1, "many": 70}[kind]
    assert len(report.findings) == number
    if name == "json":
        assert len(held["findings"]) == number
    elif name == "sarif":
        assert len(held["results"]) == number
        assert held["invocations"][0]["executionSuccessful"] is True
    elif name == "gitlab":
        assert len(held) == number
    elif name == "junit":
        assert (int(held.get("tests")), int(held.get("failures"))) == (max(number, 1), number)


def many(count):
    """Return a report with so many findings, each in a file of its own."""
    report = Report()
    for number in range(count):
        report.add(checked(FINDINGS["one"], f"deploy/{number:04}.yaml"))
    return report


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_is_written_piece_by_piece(name):
    few, more = (max(map(len, renderer(name)(many(count), Style()))) for count in (30, 120))
    assert more <= few + 256


@pytest.mark.parametrize("name", ORACLES)
def test_what_cannot_be_parsed_is_a_finding_in_every_format(name):
    report = checked("kind: DaemonSet\nmetadata: {name: [}\n")
    assert [finding.rule for finding in report.findings] == ["DS001"]
    held = ORACLES[name](text := text_of(name, report))
    assert "DS001" in text
    if name == "junit":
        assert held.find(".//error") is not None


@pytest.mark.parametrize("name", ORACLES)
def test_a_run_that_failed_has_a_report_that_holds(name):
    report = Report(errors=["a/b.yaml: cannot {0} be read\x1b"], not_checked=[NotChecked("c.yaml", 3, "render it")])
    held = ORACLES[name](text_of(name, report))
    if name == "sarif":
        told = held["invocations"][0]
        assert told["executionSuccessful"] is False
        first, second = told["toolExecutionNotifications"]
        assert first == {"level": "error", "message": {"text": r"a/b.yaml: cannot {{0}} be read\x1b"}}
        assert second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "c.yaml"
    elif name == "junit":
        assert [case.get("name") for case in held.iter("testcase")] == ["not checked: line 3", "run"]


@pytest.mark.parametrize("name", ORACLES)
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_names_are_words_and_nothing_else(name, kind):
    word = HOSTILE[kind]
    quoted = json.dumps(word, ensure_ascii=kind != "no ASCII")
    named = (BAD % "agent").replace("name: agent,", f"name: {quoted},").replace("agnet", quoted)
    text = text_of(name, checked(named, path=f"deploy/{word[:100]}.yaml"))
    assert all(char.isprintable() or char == "\n" for char in text)
    held = ORACLES[name](text)
    if name == "github":
        assert all(facts["title"].startswith("DS") for _, facts, _ in held)
        assert all("\n::" not in message for _, _, message in held)
    if name == "json":
        assert held["findings"][0]["object"]["name"] == word


@pytest.mark.parametrize("name", [*ORACLES, "full", "concise", "markdown", "html"])
def test_where_a_rendered_object_comes_from_is_in_every_format(name):
    facts = json.dumps("path: base/ds.yaml\nrepo: https://git.example/x\nref: v2\n")
    origin = f"annotations: {{config.kubernetes.io/origin: {facts}}}, "
    kustomized = (BAD % "agent").replace("metadata: {name: agent", f"metadata: {{{origin}name: agent")
    for text, said in (
        (f"# Source: agent/templates/ds.yaml\n{BAD % 'agent'}", "agent/templates/ds.yaml"),
        (kustomized, "base/ds.yaml in https://git.example/x at v2"),
    ):
        report = checked(text)
        assert {finding.origin for finding in report.findings} == {said}
        shown = text_of(name, report)
        assert said in (shown.replace("\\_", "_").replace("<wbr>", "") if name == "markdown" else shown)


@pytest.mark.parametrize("name", ORACLES)
def test_reports_come_piece_by_piece(name):
    pieces = list(renderer(name)(checked(FINDINGS["many"]), Style()))
    assert len(pieces) > (10 if name == "github" else 70)
    assert max(map(len, pieces)) < sum(map(len, pieces)) / 4


def test_paths_are_those_of_the_repository_wherever_the_command_runs(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    (tmp_path / "deploy a" / "b:c").mkdir(parents=True)
    (tmp_path / "deploy a" / "b:c" / "ä.yaml").write_text(BAD % "agent", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "deploy a")
    report = check_paths(["b:c"])
    (result,) = ORACLES["sarif"](text_of("sarif", report))["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "deploy%20a/b%3Ac/%C3%A4.yaml", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 7, "startColumn": 30, "endLine": 7, "endColumn": 35}
    assert ORACLES["gitlab"](text_of("gitlab", report))[0]["location"]["path"] == "deploy a/b:c/ä.yaml"
    ((_, facts, _),) = ORACLES["github"](text_of("github", report))
    assert facts["file"] == "deploy a/b:c/ä.yaml"


@pytest.mark.parametrize("path", ["<stdin>", "../elsewhere.yaml"])
def test_what_is_no_file_of_the_repository_has_no_address(path, tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    report = checked(BAD % "agent", path=path)
    text = text_of("sarif", report)
    assert '"uri"' not in text
    (result,) = ORACLES["sarif"](text)["results"]
    assert result["locations"] == [
        {"logicalLocations": [{"fullyQualifiedName": "DaemonSet monitoring/agent", "kind": "resource"}]}
    ]
    ((_, facts, message),) = ORACLES["github"](text_of("github", report))
    assert set(facts) == {"title"}
    assert message.startswith(f"{path}:7:30: pod template label")
