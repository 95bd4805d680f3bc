"""What is left of a text that is done with: places and lines are those of the whole."""

import pickle
import tracemalloc

import pytest

from dslint import Options
from dslint.render import full, html
from dslint.render.style import Style
from dslint.run import check_paths, check_text
from dslint.source.archive import Archive
from dslint.source.text import WIDEST, Origin, SourceText, Span

LINES = [f"{' ' * (number % 7)}line {number}" for number in range(900)]
OPTIONS = Options(no_config=True, select=("ALL",), preview=True)
HEAD = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\n"
SPEC = "spec:\n  selector: {matchLabels: {app: agent}}\n  template:\n    metadata: {labels: {app: other}}\n"
POD = "    spec:\n      nodeSelector: {beta.kubernetes.io/os: linux}\n      containers: [{name: agent, image: agent}]\n"
LONG = "  # " + "x" * 5000 + "\n"
TEXTS = {
    "far apart": HEAD + "  # x\n" * 900 + SPEC + "  # x\n" * 900 + POD,
    "a line of JSON": '{"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "agent", "annotations": '
    '{"a": "'
    + "é"
    * 9000
    + '"}}, "spec": {"selector": {"matchLabels": {"app": "agent"}}, "template": {"metadata": {"labels": {"app": "b"}}, '
    '"spec": {"containers": [{"name": "a", "image": "a"}], "nodeSelector": {"beta.kubernetes.io/os": "linux"}}}}}',
    "long lines around": HEAD + LONG + SPEC + LONG + POD + LONG,
    "a mistake at the end": HEAD + "  # x\n" * 900 + SPEC + POD + "      x: [\n" + "\n" * 3000,
}


@pytest.mark.parametrize("origin", [Origin(0, 0, 0), Origin(70, 12, 9)], ids=["a whole", "a piece"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_places_and_lines_are_those_of_the_whole_text(origin, end):
    source = SourceText("a.yaml", end.join(LINES) + end, origin=origin)
    for number in (0, 1, 150, 151, 500, 898, 899):
        start = source.text.index(LINES[number] + end)
        span = Span(start + 3, start + len(LINES[number]))
        left = source.excerpt(span)
        assert left.line(51 + origin.line) == LINES[50] or number  # all is there until it is let go of
        source.let_go()
        for offset in (*span, start, span.end - 1):
            assert left.place(offset) == source.place(offset)
        line = source.place(start).line
        assert left.line(line) == LINES[number] == source.line(line)
        assert left.line(line - 1) == source.line(line - 1)
    assert (left.path, left.origin, left.size, left.text) == ("a.yaml", origin, source.size, "")
    assert left.line(50 + origin.line) == ""
    assert source.excerpt() is left is left.excerpt(Span(0, 9))


def test_of_a_stretch_that_ends_in_blanks_the_last_line_with_anything_on_it_is_kept():
    source = SourceText("a", "a: |\n" + "  b\n" * 2000 + "\n" * 3000 + "c: d\n")
    span = Span(3, source.text.index("c:"))
    left = source.excerpt(span)
    source.let_go()
    assert left.slice(*span).rstrip()[-3:] == "  b"
    assert left.place(span.end) == source.place(span.end) == (5002, 1)


def test_of_a_long_line_there_is_what_is_shown_around_a_stretch():
    source = SourceText("a", "".join(f"{number:06}" for number in range(20_000)))
    left = source.excerpt(Span(60_000, 60_006))
    source.let_go()
    around = Span(60_000 - 2 * WIDEST, 60_000 + 3 * WIDEST)
    assert left.slice(*around) == source.slice(*around)
    assert left.slice(30_000, 30_010) == " " * 10
    assert left.place(60_000) == (1, 60_001)


@pytest.mark.parametrize("loose", [0, 2, 1000])
def test_pieces_of_one_input_are_packed_together_and_read_apart(monkeypatch, loose):
    monkeypatch.setattr("dslint.source.archive._LOOSE", loose)
    archive, texts = Archive(), [f"name: agent{number}\nlabel: é\n" * 9 for number in range(2000)]
    pieces = [SourceText("a", text, origin=Origin(0, 18 * number, 0)) for number, text in enumerate(texts)]
    kept = []
    for piece in pieces:
        piece.archive = archive
        kept.append(piece.excerpt(Span(0, 4)))
        piece.let_go()
    size = sum(map(len, texts))
    assert (len(pickle.dumps(archive)) < size / 4) == (loose == 0)
    for _ in range(2):
        for number in (0, 1, 7, 999, 1998, 1999):
            assert [kept[number].line(18 * number + line) for line in (1, 18)] == [f"name: agent{number}", "label: é"]
            assert kept[number].slice(0, 10**6) == texts[number]
            assert pickle.loads(pickle.dumps(kept[number])).slice(0, 10**6) == texts[number]  # noqa: S301 - just made
        archive.close()
        assert len(pickle.dumps(archive)) < size / 4


@pytest.mark.parametrize("width", [40, 120, 4000])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_findings_look_as_if_all_of_the_text_were_there(tmp_path, monkeypatch, text, width):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    whole, left = check_text(text, path="a.yaml", options=OPTIONS), check_paths("a.yaml", OPTIONS)
    assert {bool(finding.at.source.text) for finding in left.findings} == {False}
    assert len(left.findings) >= 1
    style = Style(width=width, terminal=width == 40)
    assert list(full.render(left, style)) == list(full.render(whole, style))
    assert list(html.render(left, style)) == list(html.render(whole, style))


def kept(folder, count, text):
    """Return how much memory is in use after a run over a text in so many files, each with a finding."""
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.yaml").write_text(text)
    options = Options(no_config=True, select=("DS101",))
    check_paths(str(folder), options)  # what is imported or remembered at first does not count
    tracemalloc.start()
    try:
        report = check_paths(str(folder), options)
        assert len(report.findings) == count
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


def test_a_finding_keeps_little_of_a_large_document(tmp_path):
    padded = POD.replace("      containers", f"{'      # padding ' + 'x' * 80}\n" * 600 + "      containers")
    few, many = (kept(tmp_path / str(count), count, HEAD + SPEC + padded) for count in (10, 40))
    assert many - few < 30 * 6 * 1024 < 30 * len(padded) / 9  # with its messages, its place and its fix


def test_the_lines_of_a_part_are_looked_for_once_for_all_that_is_shown_of_it(monkeypatch):
    from dslint.source import text as module

    text = "".join(f"line {number}\n" for number in range(1000))
    source = SourceText("a.yaml", text)
    at = text.index("line 500\n")
    kept = source.excerpt(Span(at, at + 4))
    source.let_go()
    looked, real = [], module.line_starts
    monkeypatch.setattr(module, "line_starts", lambda text: looked.append(text) or real(text))
    assert (kept.place(at), kept.line(501), kept.line(500)) == ((501, 1), "line 500", "line 499")
    assert len(looked) == 1
