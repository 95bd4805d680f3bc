"""Real charts and overlays, read in place: every line is mapped, every value to one that reads alike."""

import os
import shutil

import pytest

from dslint.config import Options
from dslint.inputs.documents import objects, read
from dslint.inputs.rendering import helm
from dslint.inputs.rendering.charts import Chart, Target
from dslint.inputs.rendering.overlays import Overlay
from dslint.inputs.rendering.renderer import UnrenderedError
from dslint.inputs.worktree import WorkTree
from dslint.judge.origin import rendered_place
from dslint.run import check_paths
from dslint.source.provenance import ACTION
from dslint.source.text import Span
from dslint.source.tree import Scalar
from tests.checkout import ROOT
from tests.rendering import overlay_proof
from tests.rendering.proof import helm_template, lines_of, prove

SHARED = ROOT.parent / "shared"
CHARTS = sorted(SHARED.glob("corpus-helm/*/Chart.yaml"))
OVERLAYS = sorted(SHARED.glob("corpus-kustomize/**/overlay*/**/kustomization.yaml"))
OVERLAYS += sorted(SHARED.glob("corpus-kustomize/metallb*/frr*/kustomization.yaml"))
# of each chart every line is proved at night, else some
STEP = 1 if os.environ.get("DSLINT_RENDERERS") == "all" else 9
# what kustomize sets itself, or finds objects and items by: told at the nearest field around it
TOLD_AROUND = {"image", "name", "namespace", "mountPath", "path", "type"}
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the corpus is not there, in ../shared beside the checkout")


@pytest.mark.usefixtures("renderers")
@pytest.mark.parametrize("path", CHARTS, ids=[path.parent.name for path in CHARTS])
def test_every_line_of_a_chart_has_an_origin_that_changes_it(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = shutil.copytree(path.parent, tmp_path / "agent")
    rendered = Chart(WorkTree(), str(folder), "agent").render(Target(str(folder), "agent"))
    plain = helm_template(folder)
    assert [one.template for one in helm.documents(rendered.text)] == [one.template for one in helm.documents(plain)]
    assert [line.number for line in lines_of(rendered) if not line.is_mapped] == []
    proofs = prove(folder, rendered, STEP)
    print("lines, tried, proved:", *proofs[:3])  # noqa: T201 - a figure of the night
    assert (proofs.wrong, proofs.unchangeable) == ([], [])
    assert proofs.proved > 0


@pytest.mark.usefixtures("renderers")
@pytest.mark.parametrize("path", OVERLAYS, ids=[str(path.parent.relative_to(SHARED))[17:] for path in OVERLAYS])
def test_every_value_of_an_overlay_comes_from_one_that_reads_alike(path):
    folder = str(path.parent)
    try:
        rendered = Overlay(WorkTree(), folder, "overlay").render()
    except UnrenderedError as error:
        # a base that is remote, and an overlay whose patch has no target
        assert "a remote base needs a network" in error.message or "no matches for Id" in error.message  # noqa: PT017
        return
    unlike = set()
    for document in read(rendered, everything=True):
        for root in objects(document):
            stack = [root] if root.get("kind").text == "DaemonSet" else []
            while stack:
                field = stack.pop()
                stack += [*field.entries(), *field.items()]
                if isinstance(field.node, Scalar):
                    origin = rendered.where(Span(field.node.start, field.node.end))
                    assert origin is not None, field.pointer
                    if origin.source.text[origin.span.start : origin.span.end].strip("\"'") != field.raw:
                        unlike.add(field.name)
    assert unlike <= TOLD_AROUND


@pytest.mark.usefixtures("renderers")
@pytest.mark.parametrize("path", OVERLAYS, ids=[str(path.parent.relative_to(SHARED))[17:] for path in OVERLAYS])
def test_every_value_of_an_overlay_changes_with_its_place(path, tmp_path, monkeypatch):
    top = SHARED / "corpus-kustomize"
    monkeypatch.chdir(shutil.copytree(top, tmp_path / "copy"))
    folder = str(tmp_path / "copy" / path.parent.relative_to(top))
    try:
        rendered = Overlay(WorkTree(), folder, "overlay").render()
    except UnrenderedError:
        return  # the test above tells of which
    proofs = overlay_proof.prove(folder, rendered, STEP)
    print("values, tried:", *proofs[:2])  # noqa: T201 - a figure of the night
    assert proofs.wrong == []
    assert proofs.tried > 0


def computed(finding):
    """Tell whether an action of a template put something into the place of a finding."""
    place = rendered_place(finding)
    if place is None:
        return False
    first = place.source.stretch(place.span.start)
    inside = [one for one in place.source.stretches if place.span.start <= one.start < place.span.end]
    return any(one is not None and one.origin is not None and one.origin.kind == ACTION for one in (first, *inside))


@pytest.mark.usefixtures("renderers")
def test_the_value_is_told_of_nearly_every_finding_that_one_decides(monkeypatch):
    monkeypatch.chdir(SHARED / "corpus-helm")
    report = check_paths([path.parent.name for path in CHARTS], Options(no_config=True, select=("ALL",), preview=True))
    decided = [one for one in report.findings if computed(one)]
    known = [one for one in decided if any(label.role == "values" for label in one.related)]
    assert len(decided) > 8
    assert len(known) >= 0.95 * len(decided)


@pytest.mark.usefixtures("renderers")
@pytest.mark.parametrize("path", CHARTS, ids=[path.parent.name for path in CHARTS])
def test_a_value_that_is_told_of_changes_the_line_of_its_finding(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(path.parent, tmp_path / "agent")
    report = check_paths(["agent"], Options(no_config=True, select=("ALL",), preview=True))
    told = {
        (label.source.path, label.span): rendered_place(one)
        for one in report.findings
        for label in one.related
        if label.role == "values"
    }
    plain = helm_template("agent").split("\n")
    wrong = []
    for (file, span), place in told.items():
        text = (tmp_path / file).read_text(encoding="utf-8")
        (tmp_path / file).write_text(text[: span.start] + other(text[span.start : span.end]) + text[span.end :])
        line = place.source.place(place.span.start).line
        # what is missing in an empty value stands in the line below
        if helm_template("agent").split("\n")[line - 1 : line + 1] == plain[line - 1 : line + 1]:
            wrong.append((file, text[span.start : span.end]))
        (tmp_path / file).write_text(text, encoding="utf-8")
    print("values:", len(told))  # noqa: T201 - as above
    assert wrong == []


def other(text):
    """Return another value, or key, of the same type."""
    if text in ("true", "false"):
        return "false" if text == "true" else "true"
    if text[-1:] in "\"'":
        return f"{text[:-1]}x{text[-1:]}"
    return f"{text}1" if text.isdigit() else f"{text}x"
