"""The value that decides a field is told, and never a wrong one: with another value the rendered line is another."""

import json
import subprocess

import pytest

from dslint.inputs.rendering.charts import Chart, Target
from dslint.inputs.rendering.helm_values import MOST_RENDERS
from dslint.inputs.worktree import WorkTree
from dslint.source.text import Span
from tests.rendering.made import CHART, FROM_VALUES, HEAD, write

TEMPLATE = (
    FROM_VALUES
    + """\
      priorityClassName: {{ .Values.none }}
      containers:
      - name: agent
        image: "{{ .Values.image.name }}:{{ .Values.image.tag }}"
        args: [{{ .Values.level | upper | quote }}]
        {{- range .Values.ports }}
        # port {{ .number }}
        {{- end }}
        resources:
          {{- toYaml .Values.resources | nindent 10 }}
        {{- with .Values.pull }}
        workingDir: {{ . | quote }}
        {{- end }}
        env:
        - {name: A, value: {{ tpl .Values.text . | quote }}}
        - {name: B, value: {{ .Values.same | quote }}}
      volumes:
      - name: cache
        {{- toYaml .Values.cache | nindent 8 }}
"""
)
VALUES = """\
image:
  name: registry.example/agent
  tag: latest
nodeSelector:
  beta.kubernetes.io/os: linux
tolerations:
- key: node-role.kubernetes.io/master
  effect: NoSchedule
host:
  network: false
grace: 30
level: debug
ports:
- number: 9100
text: "{{ .Values.level }}"
same: linux
resources: {limits: {cpu: 200m, memory: 64Mi}}
pull: 'no'
cache: {emptyDir: {}}
"""
# what stands in the rendered text, and the values behind it
BEHIND = {
    "image": ("registry.example/agent:latest", ["/image/name", "/image/tag"]),
    "key of a mapping": ("beta.kubernetes.io/os", ["/nodeSelector/beta.kubernetes.io~1os"]),
    "value of a mapping": ("linux", ["/nodeSelector/beta.kubernetes.io~1os"]),
    "item of a list": ("node-role.kubernetes.io/master", ["/tolerations/0/key"]),
    "false": ("false", ["/host/network"]),
    "computed": ("31", ["/grace"]),
    "changed by a function": ("DEBUG", ["/level"]),
    "in a loop": ("9100", ["/ports/0/number"]),
    "that begins with a digit": ("200m", ["/resources/limits/cpu"]),
    "that YAML would take for another type": ('"no"', ["/pull"]),
    "key of an empty mapping": ("emptyDir", ["/cache/emptyDir"]),
    "text of the template": ("DaemonSet", []),
}


@pytest.fixture
def chart(tmp_path, renderers):  # noqa: ARG001 - they are put on the PATH
    write(tmp_path / "agent", {"Chart.yaml": CHART, "values.yaml": VALUES, "templates/agent.yaml": TEMPLATE})
    return tmp_path / "agent"


def render(folder, **more):
    return Chart(WorkTree(), str(folder), folder.name).render(Target(str(folder), folder.name, **more))


@pytest.mark.parametrize(("text", "expected"), BEHIND.values(), ids=BEHIND)
def test_values_behind_a_stretch_are_known(chart, text, expected):
    rendered = render(chart)
    at = rendered.text.index(text)
    span = Span(at, at + len(text))
    assert [one.pointer for one in rendered.behind([span]).get(span, ())] == expected


EMPTY = {
    "a mapping": ("resources: {}", "{}", "/resources"),
    "a list": ("resources: []", "[]", "/resources"),
    "nothing": ("resources:", "null", "/resources"),
    "a value": ("resources: 1", "1", "/resources"),
}


@pytest.mark.parametrize(("line", "shown", "pointer"), EMPTY.values(), ids=EMPTY)
def test_what_is_missing_below_a_key_is_told_at_the_value_that_is_all_there_is(chart, line, shown, pointer):
    (chart / "values.yaml").write_text(VALUES.replace("resources: {limits: {cpu: 200m, memory: 64Mi}}", line))
    rendered = render(chart)
    at = rendered.text.index(f"resources:\n          {shown}\n")
    span = Span(at, at + len("resources"))
    assert [(one.pointer, one.source.place(one.span.start)) for one in rendered.behind([span])[span]] == [
        (pointer, (17, 1))
    ]


def test_what_is_missing_below_a_key_with_text_of_the_template_is_told_at_no_value(chart):
    rendered = render(chart)
    found = {text: Span(at, at + len(text)) for text in ("spec", "containers") for at in [rendered.text.index(text)]}
    assert rendered.behind([*found.values()]) == {}


TEXT = "      tolerations:\n        {{- tpl .Values.tolerations . | nindent 8 }}\n"
LINES = """\
tolerations: |
  # {{ .Release.Name }}
  - key: node-role.kubernetes.io/master
    effect: {{ "NoSchedule" }}
"""


def test_a_line_of_a_text_among_the_values_decides(chart, run_dslint):
    (chart / "values.yaml").write_text(LINES)
    (chart / "templates/agent.yaml").write_text(f"{HEAD}{TEXT}      containers: [{{name: agent, image: x:1}}]\n")
    done = run_dslint(chart.parent, "check", "agent", "--no-config", "--select", "DS202", "--output-format", "json")
    (one,) = json.loads(done.out)["findings"]
    assert [(two["path"], two["line"], two["column"]) for two in one["related"] if two["role"] == "values"] == [
        ("agent/values.yaml", 3, 10)
    ]


def test_values_are_told_beside_text_that_is_another_at_each_render(chart):
    secret = "kind: Secret\napiVersion: v1\nmetadata: {name: s}\nstringData: {a: {{ randAlphaNum (randInt 3 30) }}}\n"
    (chart / "templates/a.yaml").write_text(secret)
    rendered = render(chart)
    for text, expected in BEHIND.values():
        at = rendered.text.index(text)
        span = Span(at, at + len(text))
        assert [one.pointer for one in rendered.behind([span]).get(span, ())] == expected


def test_a_value_of_a_later_file_decides(chart, tmp_path):
    (tmp_path / "more.yaml").write_text("image: {tag: nightly}\n")
    rendered = render(chart, values=(str(tmp_path / "more.yaml"),))
    at = rendered.text.index("nightly")
    (found,) = rendered.behind([Span(at, at + 7)])[Span(at, at + 7)]
    assert (found.source.path, found.pointer) == (str(tmp_path / "more.yaml"), "/image/tag")


def test_no_more_renders_are_tried_than_are_allowed(chart, monkeypatch):
    rendered, count = render(chart), []
    real = subprocess.Popen

    def counting(*arguments, **more):
        count.append(arguments)
        return real(*arguments, **more)

    monkeypatch.setattr(subprocess, "Popen", counting)
    spans = [Span(one.start, one.start + 1) for one in rendered.stretches]
    rendered.behind(spans)
    assert 0 < len(count) <= MOST_RENDERS


def test_a_finding_points_at_its_value_before_the_rendered_line(chart, run_check):
    found = json.loads(run_check(chart.parent, "agent", "--select", "DS302,DS420,DS202").out)["findings"]
    places = {
        one["rule"]: [
            f"{other['role']} {other['path']}:{other['line']}:{other['column']}"
            for other in one["related"]
            if other["role"] != "context"
        ]
        for one in found
    }
    assert places == {
        "DS302": ["values agent/values.yaml:5:3", "rendered <helm template agent>:15:9"],
        "DS202": ["values agent/values.yaml:7:8", "rendered <helm template agent>:18:16"],
        "DS420": [
            "values agent/values.yaml:2:9",
            "values agent/values.yaml:3:8",
            "rendered <helm template agent>:24:16",
        ],
    }
    assert [(one["path"], one["line"]) for one in found] == [("agent/templates/agent.yaml", n) for n in (13, 16, 23)]


def test_a_comment_at_a_value_suppresses_what_it_decides(chart, run_check):
    (chart / "values.yaml").write_text(
        VALUES.replace("  tag: latest", "  tag: latest # dslint: ignore[DS420] pinned by the release").replace(
            "  network: false", "  network: false # dslint: ignore[DS302] nothing here"
        )
    )
    found = json.loads(run_check(chart.parent, "agent", "--select", "DS420,DS302,DS004").out)["findings"]
    assert [(one["rule"], one["path"], one["line"]) for one in found] == [
        ("DS302", "agent/templates/agent.yaml", 13),
        ("DS004", "agent/values.yaml", 10),
    ]


def test_a_schema_that_asks_a_network_is_left_out_and_told(chart, run_check):
    (chart / "values.schema.json").write_text('{"$ref": "https://example.invalid/schema.json"}')
    done = run_check(chart.parent, "agent", "--select", "DS420")
    assert "the values of agent are not held against its schema: its values.schema.json refers to a network" in done.err
    assert len(json.loads(done.out)["findings"]) == 1
