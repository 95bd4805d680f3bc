"""``render:`` in the configuration, the matrix of a chart, and coverage of what is rendered."""

import pytest

from tests.rendering.made import chart, write

CONFIG = """\
render:
- path: charts/agent
  values: [envs/a.yaml]
- path: charts/agent
  values: [envs/b.yaml]
  set: [hostNetwork=false]
  namespace: agents
- path: overlays/prod
"""


@pytest.fixture
def project(tmp_path, renderers):  # noqa: ARG001 - they are put on the PATH
    (tmp_path / ".git").mkdir()
    write(tmp_path / "charts/agent", chart("plain"))
    write(tmp_path, {"dslint.yaml": CONFIG, "envs/a.yaml": "image: a\n", "envs/b.yaml": "image: b\n"})
    write(
        tmp_path,
        {
            "overlays/prod/kustomization.yaml": "namePrefix: prod-\nresources: [agent.yaml]\n",
            "overlays/prod/agent.yaml": chart("plain")["templates/daemonset.yaml"].replace(
                "{{ .Values.image }}", "x:1"
            ),
        },
    )
    return tmp_path


@pytest.mark.parametrize("path", [".", "charts", "charts/agent"])
def test_configured_environments_are_rendered_where_a_folder_around_them_is_checked(project, dslint_json, path):
    report = dslint_json(project, "check", path, "--select", "DS302")
    found = next(one for one in report["findings"] if one["path"] == "charts/agent/templates/daemonset.yaml")
    assert [one["message"] for one in found["related"] if one["role"] == "rendered"] == [
        "rendered: envs/a.yaml",
        "rendered: envs/b.yaml, --set hostNetwork=false",
    ]
    assert report["notChecked"] == []
    overlay = [(one["path"], one["line"]) for one in report["findings"] if one is not found]
    assert overlay == ([("overlays/prod/agent.yaml", 17)] if path == "." else [])


@pytest.mark.parametrize(
    ("config", "place"),
    [
        ("render: charts\n", "dslint.yaml:1:9: render takes a list of charts and overlays"),
        ("render:\n- values: []\n", "dslint.yaml:2:3: an entry of render needs the path"),
        ("render:\n- path: a\n  sets: []\n", 'dslint.yaml:3:3: unknown key "sets"; did you mean "set"?'),
    ],
)
def test_a_wrong_entry_is_told_with_its_place(project, run_dslint, config, place):
    (project / "dslint.yaml").write_text(config)
    done = run_dslint(project, "check", ".")
    assert done.code == 2
    assert place in done.err


@pytest.mark.parametrize("values", ["../secret.yaml", "link.yaml", "/etc/hostname"])
def test_values_outside_of_the_repository_of_a_configuration_are_not_rendered(project, run_dslint, values):
    (project.parent / "secret.yaml").write_text("image: s3cret\n")
    (project / "link.yaml").symlink_to("../secret.yaml")
    (project / "dslint.yaml").write_text(f"render:\n- path: charts/agent\n  values: [{values}]\n")
    done = run_dslint(project, "check", ".")
    assert (done.code, "s3cret" in done.out + done.err) == (2, False)
    outside = f'dslint.yaml:3:12: "{values}" lies outside of the repository: name it with --values'
    assert done.err.startswith(f"error: {outside}\n")


def test_coverage_shows_environments_side_by_side(project, run_dslint):
    done = run_dslint(project, "coverage", "charts/agent", "--nodes", "profile:eks", "--set", "x=1")
    assert "agent (--set x=1)" in done.out
    done = run_dslint(project, "coverage", "charts/agent", "--nodes", "profile:eks")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    at = lines.index("DAEMONSET envs/a.yaml envs/b.yaml, --set hostNetwork=false")
    assert lines[at + 1] == "agent 5 of 9 5 of 9"


def test_coverage_points_at_the_template(project, dslint_json):
    report = dslint_json(project, "coverage", "charts/agent", "--nodes", "profile:eks")
    assert [(one["path"], one["line"], one["environment"]) for one in report["daemonSets"]] == [
        ("charts/agent/templates/daemonset.yaml", 1, "envs/a.yaml"),
        ("charts/agent/templates/daemonset.yaml", 1, "envs/b.yaml, --set hostNetwork=false"),
    ]
