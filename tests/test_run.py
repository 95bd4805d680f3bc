"""A run over files and texts: what is read and counted, what breaks, and for which versions a finding holds."""

import os

import pytest

from dslint import Options
from dslint.inputs import documents
from dslint.kube.versions import DEFAULT, KNOWN, NEWEST, OLDEST
from dslint.run import check_paths, check_text
from tests.files import found, write
from tests.manifests import MISLABELLED as MANIFEST

OPTIONS = Options(no_config=True, select=("DS0", "DS1"))

pytestmark = pytest.mark.usefixtures("folder")


def test_files_of_a_folder_are_checked_and_counted():
    write("a/agent.yaml", MANIFEST)
    write("b.yaml", f"{MANIFEST}---\n{MANIFEST}")
    write("c.yaml", "kind: ConfigMap\n")
    report = check_paths(["."], OPTIONS)
    assert found(report) == [
        ("a/agent.yaml", "DS101", 7, 30),
        ("b.yaml", "DS101", 7, 30),
        ("b.yaml", "DS101", 17, 30),
    ]
    assert (report.files, report.daemon_sets, report.affected()) == (2, 3, 3)


def test_utf_16_with_a_byte_order_mark_is_read_as_kubectl_reads_it():
    write("a.yaml", MANIFEST.encode("utf-16"))
    report = check_paths(["a.yaml"], OPTIONS)
    assert found(report) == [("a.yaml", "DS101", 7, 30)]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_a_file_in_another_encoding_is_reported_not_passed_over(encoding):
    write("a.yaml", MANIFEST.encode(encoding))
    report = check_paths(["a.yaml"], OPTIONS)
    (finding,) = report.findings
    assert (finding.rule, *finding.at.start) == ("DS001", 1, 1)
    assert finding.message.startswith("kubectl cannot read this file: it is UTF-")


def test_bytes_that_are_not_utf8_are_reported_where_they_stand():
    write("a.yaml", MANIFEST.encode().replace(b"agnet", b"ag\xffet"))
    report = check_paths(["a.yaml"], OPTIONS)
    assert found(report) == [("a.yaml", "DS001", 7, 32)]
    assert report.findings[0].message == "byte 0xff is not UTF-8: kubectl puts U+FFFD in its place"


def test_a_named_file_that_is_not_there_is_an_error_and_the_run_goes_on():
    write("a.yaml", MANIFEST)
    report = check_paths(["gone.yaml", "a.yaml"], OPTIONS)
    assert report.errors == ["cannot read gone.yaml: no such file or directory"]
    assert found(report) == [("a.yaml", "DS101", 7, 30)]


def vanish(monkeypatch, name, error):
    opened = os.open

    def fail(path, *arguments, **more):
        if os.path.basename(os.fspath(path)) == name:
            raise error
        return opened(path, *arguments, **more)

    monkeypatch.setattr(os, "open", fail)


def test_a_file_that_vanishes_during_the_run_does_not_stop_it(monkeypatch):
    write("a.yaml", MANIFEST)
    write("b.yaml", MANIFEST)
    vanish(monkeypatch, "a.yaml", FileNotFoundError(2, "No such file or directory"))
    report = check_paths(["."], OPTIONS)
    assert found(report) == [("b.yaml", "DS101", 7, 30)]
    assert report.skipped == [("a.yaml", "no such file or directory")]
    assert report.errors == []


def test_a_file_below_a_folder_that_may_not_be_read_is_a_finding(monkeypatch):
    write("a.yaml", MANIFEST)
    write("b.yaml", MANIFEST)
    vanish(monkeypatch, "a.yaml", PermissionError(13, "Permission denied"))
    report = check_paths(["."], OPTIONS)
    assert found(report) == [("a.yaml", "DS001", 1, 1), ("b.yaml", "DS101", 7, 30)]
    assert report.findings[0].message == "cannot read this file: permission denied"


def test_a_folder_that_may_not_be_read_is_a_finding_that_calls_it_one(monkeypatch):
    write("locked/a.yaml", MANIFEST)
    write("b.yaml", MANIFEST)
    real, denied = os.scandir, PermissionError(13, "Permission denied")

    def refuse(folder):
        if os.path.basename(folder) == "locked":
            raise denied
        return real(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    vanish(monkeypatch, "locked", denied)
    report = check_paths(["."], OPTIONS, skipped=True)
    assert found(report) == [("b.yaml", "DS101", 7, 30), ("locked", "DS001", 1, 1)]
    assert report.findings[1].message == "cannot read this folder: permission denied"
    assert report.skipped == [("locked", "a folder that cannot be opened: permission denied")]


def test_a_named_file_that_may_not_be_read_is_an_error_and_the_run_goes_on(monkeypatch):
    write("a.yaml", MANIFEST)
    write("b.yaml", MANIFEST)
    vanish(monkeypatch, "a.yaml", PermissionError(13, "Permission denied"))
    report = check_paths(["a.yaml", "b.yaml"], OPTIONS)
    assert report.errors == ["cannot read a.yaml: permission denied"]
    assert found(report) == [("b.yaml", "DS101", 7, 30)]


@pytest.mark.slow
def test_a_file_beyond_the_limit_is_refused_only_if_it_holds_a_daemonset():
    big = b"# " + b"x" * (65 * 1024 * 1024) + b"\n"
    write("data.yaml", big)
    write("manifest.yaml", big + MANIFEST.encode())
    write("small.yaml", MANIFEST)
    report = check_paths(["."], OPTIONS)
    assert found(report) == [("manifest.yaml", "DS001", 1, 1), ("small.yaml", "DS101", 7, 30)]
    assert "larger than 8 MiB" in report.findings[0].message


def test_a_reader_that_breaks_is_reported_and_the_run_goes_on(monkeypatch):
    write("a.yaml", MANIFEST)
    write("b.yaml", MANIFEST)
    read = documents.read
    monkeypatch.setattr(
        documents, "read", lambda source, **more: 1 / 0 if source.path == "a.yaml" else read(source, **more)
    )
    report = check_paths(["."], OPTIONS)
    assert found(report) == [("a.yaml", "DS007", 1, 1), ("b.yaml", "DS101", 7, 30)]
    assert report.errors == ["a.yaml: reading failed with ZeroDivisionError: division by zero"]


def test_a_check_that_breaks_is_reported_and_the_others_speak(monkeypatch):
    from dslint.judge import bind

    load = bind.load
    monkeypatch.setattr(bind, "load", lambda rule: (lambda *_: 1 / 0) if rule.id == "DS102" else load(rule))
    report = check_text(MANIFEST, path="a.yaml", options=OPTIONS)
    assert sorted(f.rule for f in report.findings) == ["DS007", "DS101"]
    assert "missing-selector" in report.errors[0]


def test_one_path_and_one_word_need_no_list():
    write("a.yaml", MANIFEST)
    assert found(check_paths("a.yaml", Options(no_config=True, select="DS101"))) == [("a.yaml", "DS101", 7, 30)]


def test_bytes_are_no_text():
    with pytest.raises(TypeError, match="check_text takes a text, not bytes"):
        check_text(MANIFEST.encode())


def test_a_range_of_versions_says_for_which_a_finding_holds():
    text = MANIFEST.replace("agnet", "agent").replace("containers:", "hostnameOverride: x\n      containers:")
    report = check_text(text, options=Options(no_config=True, select=("DS109",), kubernetes_version="1.32..1.35"))
    assert [(f.rule, f.versions) for f in report.findings] == [("DS109", ("1.32", "1.33"))]


def test_wrong_types_silence_what_others_say_below_them():
    text = MANIFEST.replace("{app: agnet}", "[app, agnet]")
    report = check_text(text, options=Options(no_config=True, select=("DS101", "DS110")))
    assert [f.rule for f in report.findings] == ["DS110"]


def test_progress_counts_the_files_looked_at():
    write("a.yaml", MANIFEST)
    write("b.yaml", "kind: ConfigMap\n")
    seen = []
    check_paths(["."], OPTIONS, progress=seen.append)
    assert seen == [1, 2]


def test_the_order_of_arguments_does_not_matter():
    write("a.yaml", MANIFEST)
    write("b.yaml", MANIFEST)
    assert found(check_paths(["a.yaml", "b.yaml"], OPTIONS)) == found(check_paths(["b.yaml", "a.yaml"], OPTIONS))


def test_what_holds_for_a_whole_range_of_versions_is_said_once():
    text = MANIFEST.replace("apps/v1", "apps/v7").replace("image:", "nodePort: 1, image:")
    one, many = (
        check_text(text, options=Options(no_config=True, kubernetes_version=it, ignore=("DS5",)))  # of a run as a whole
        for it in (f"1.{DEFAULT}", f"1.{OLDEST}..1.{NEWEST}")
    )
    assert [(f.rule, f.message) for f in many.findings] == [(f.rule, f.message) for f in one.findings]
    assert {"DS101", "DS109", "DS301"} <= {f.rule for f in many.findings}
    assert {len(f.versions or ()) for f in many.findings} == {len(KNOWN)}
