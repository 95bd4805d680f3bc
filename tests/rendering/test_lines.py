"""Each line of what Helm prints is mapped to the line of a template that has to be changed to change it."""

import pytest

from dslint.inputs.rendering.charts import Chart, Target
from dslint.inputs.worktree import WorkTree
from tests.rendering.made import CONSTRUCTS, chart, write
from tests.rendering.made_sets import SETS, chart_of
from tests.rendering.proof import helm_template, lines_of, prove

CHARTS = {name: chart(name) for name in CONSTRUCTS} | {name: chart_of(name) for name in SETS}
# of what is new at each render the lines that differ have no origin
RANDOM = {"random": 1, "with random text": 2, "with the sum of random text": 2}
# the twin of a template has a name of its own
OTHERWISE = {"template-name": 1, **RANDOM}


def render(folder):
    return Chart(WorkTree(), str(folder), folder.name).render(Target(str(folder), folder.name))


@pytest.fixture(autouse=True)
def renders_here(tmp_path, monkeypatch, renderers):  # noqa: ARG001 - they are put on the PATH
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", CHARTS)
def test_every_line_has_an_origin_that_changes_it(name, tmp_path):
    folder = tmp_path / "agent"
    write(folder, CHARTS[name])
    rendered = render(folder)
    plain = helm_template(folder)
    assert len(rendered.text.splitlines()) == len(plain.splitlines())
    assert name in RANDOM or rendered.text == plain
    proofs = prove(folder, rendered)
    print("lines, tried, proved:", *proofs[:3])  # noqa: T201 - a figure of the night
    assert proofs.tried == proofs.lines - OTHERWISE.get(name, 0)
    assert (proofs.wrong, proofs.unchangeable) == ([], [])


def test_a_line_with_another_origin_is_not_proved(tmp_path):
    folder = tmp_path / "agent"
    write(folder, chart("with"))
    rendered = render(folder)
    moved = [one.origin for one in rendered.stretches]
    rendered.stretches = [
        one._replace(origin=origin) for one, origin in zip(rendered.stretches, [*moved[1:], None], strict=True)
    ]
    lines = {one.number for one in lines_of(rendered) if one.is_mapped}
    proofs = prove(folder, rendered)
    assert proofs.proved < proofs.tried == len(lines)
    assert set(proofs.wrong) <= lines
