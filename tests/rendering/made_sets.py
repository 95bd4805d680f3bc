# ruff: noqa: E501 - templates read best on one line
"""More charts that are made for tests: whole DaemonSets that are put together, named and nested in odd ways."""

from tests.rendering.made import CHART, DAEMON_SET, HEAD, HELPERS, VALUES

OTHER = ("name: agent\n", "name: agent-{{ $name }}\n", 1)
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n"
SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n"


def daemon_set(lines="    a: b"):
    """Return the DaemonSet with other lines among its annotations."""
    return DAEMON_SET % lines


def defined(name, text):
    """Return the definition of a text."""
    return f'{{{{- define "{name}" -}}}}\n{text}{{{{- end -}}}}\n'


def indented(text):
    """Return a text two columns further to the right."""
    return "".join(f"  {line}\n" for line in text.splitlines())


def below(name, *, folder=None):
    """Return the Chart.yaml of a chart below another one."""
    return {f"charts/{folder or name}/Chart.yaml": CHART.replace("name: agent", f"name: {name}")}


def depending(*words):
    """Return a Chart.yaml with dependencies."""
    return {
        "Chart.yaml": CHART + "dependencies:\n" + "".join(f"- {{name: sub, version: 0.1.0{one}}}\n" for one in words)
    }


OWN = "templates/daemonset.yaml"
BY_VALUE = daemon_set().replace("os: linux", "os: {{ .Values.os }}")
SUB = below("sub", folder="folder") | {
    "charts/folder/values.yaml": "image: x:1\nos: linux\n",
    f"charts/folder/{OWN}": BY_VALUE.replace("name: agent\n", "name: {{ .Chart.Name }}\n", 1),
}
SETS = {
    "in a definition": {"templates/_ds.tpl": defined("ds", daemon_set()), OWN: '{{ include "ds" . }}\n'},
    "by the path of another": {"templates/other.yaml": '{{- include (print $.Template.BasePath "/daemonset.yaml") . }}\n'},
    "changed by another": {"templates/other.yaml": '{{- include (print $.Template.BasePath "/daemonset.yaml") . | replace "name: agent" "name: other" }}\n'},
    "one for each value": {
        "values.yaml": VALUES + "agents:\n  one: {os: linux}\n  two: {os: windows}\n",
        OWN: "{{- range $name, $a := .Values.agents }}\n---\n" + daemon_set().replace(*OTHER).replace(".Values", "$.Values").replace("linux", "{{ $a.os }}") + "{{- end }}\n",
    },
    "in a value": {"values.yaml": VALUES + "ds: |\n" + indented(daemon_set()), OWN: "{{ tpl .Values.ds . }}\n"},
    "in a file": {"ds.yaml": daemon_set(), OWN: '{{ tpl (.Files.Get "ds.yaml") . }}\n'},
    "read and written again": {
        "templates/_pod.tpl": defined("pod", "containers:\n- name: agent\n  image: {{ .Values.image }}\n"),
        OWN: HEAD + '{{ include "pod" . | fromYaml | toYaml | indent 6 }}\n',
    },
    "merged of two": {
        "templates/_ds.tpl": defined("one", "metadata: {name: agent}\n") + defined("two", daemon_set()),
        OWN: '{{ toYaml (merge (include "one" . | fromYaml) (include "two" . | fromYaml)) }}\n',
    },
    "with another root": {OWN: "{{- range $name, $_ := until 2 }}{{ with $ }}\n---\n" + daemon_set().replace(*OTHER) + "{{ end }}{{ end }}"},
    "under conditions": {OWN: "{{- /* a\n b */ -}}\n{{- if .Values.hostNetwork -}}\n{{- with .Values -}}\n" + daemon_set().replace(".Values.image", ".image") + "{{- end -}}\n{{- end -}}\n"},
    "in a list": {OWN: "apiVersion: v1\nkind: List\nitems:\n{{- range $name, $_ := until 2 }}\n-\n" + indented(daemon_set().replace(*OTHER).replace(".Values", "$.Values")) + "{{- end }}\n"},
    "as JSON": {"templates/x.json": '{"apiVersion": "v1", "kind": "ConfigMap",\n "metadata": {"name": "c"},\n "data": {"image": {{ .Values.image | quote }}}}\n'},
    "behind separators with text": {OWN: "--- # one\n" + daemon_set() + "---\n# nothing\n--- \n" + CONFIG_MAP + "data:\n  a: |\n    ---\n    x\n---\n"},
    "of a library": {"charts/lib/Chart.yaml": CHART.replace("agent", "lib") + "type: library\n", "charts/lib/templates/_ds.tpl": defined("lib.ds", daemon_set()), OWN: '{{- include "lib.ds" . }}\n'},
    "of a chart in another folder": SUB,
    "of a chart with another name": SUB | depending(", alias: other") | {"values.yaml": VALUES + "other: {os: windows}\n"},
    "of a chart twice": SUB | depending(", alias: one", ", alias: two") | {"values.yaml": VALUES + "one: {os: linux}\ntwo: {os: windows}\n"},
    "of a chart in a chart": below("mid") | below("leaf", folder="mid/charts/leaf") | {
        "values.yaml": VALUES + "mid: {leaf: {os: linux, image: 'x:1'}}\nglobal: {g: h}\n",
        f"charts/mid/charts/leaf/{OWN}": BY_VALUE.replace("    a: b", "    g: {{ .Values.global.g }}"),
    },
    "with values of a chart": depending(", import-values: [{child: exports, parent: imported}]") | below("sub") | {
        "charts/sub/values.yaml": "exports: {os: linux}\n",
        OWN: daemon_set().replace("os: linux", "os: {{ .Values.imported.os }}"),
    },
    "with the sum of random text": {"templates/s.yaml": SECRET + "stringData: {a: {{ randAlphaNum 9 | quote }}}\n", OWN: daemon_set('    sum: {{ include (print $.Template.BasePath "/s.yaml") . | sha256sum }}')},
    "with random text": {OWN: daemon_set("    a: {{ randAlphaNum 5 | quote }}\n    b: {{ uuidv4 }}\n    c: d")},
    "with arguments": {
        "values.yaml": VALUES + 'env: {A: "{{ .Values.image }}", B: b}\n',
        "templates/_env.tpl": '{{ define "env" }}{{- range $k, $v := .env }}\n- {name: {{ $k }}, value: {{ tpl $v $.root | quote }}}\n{{- end }}{{ end }}',
        OWN: daemon_set() + '        env:\n        {{- include "env" (dict "root" $ "env" .Values.env) | nindent 8 }}\n',
    },
    "with odd names": {"templates/_odd.tpl": '{{ define "a \\"b\\"" }}x: y{{ end }}{{ define `r}} w` }}v: w{{ end }}', OWN: daemon_set('    {{ include "a \\"b\\"" . }}\n    {{ template `r}} w` . }}')},
    "with a definition of the notes": {"templates/NOTES.txt": '{{ define "noted" }}x: y{{ end }}hello\n', OWN: daemon_set('    {{ include "noted" . }}')},
    "with a block in a definition": {"templates/_out.tpl": '{{ define "out" }}{{ block "in" . }}p: q{{ end }}{{ end }}', OWN: daemon_set('    {{ include "out" . }}')},
    "with lines of a function": {OWN: daemon_set('    {{ printf "a: b\\n    c: %s" "d" }}\n    {{- range $i, $_ := until 3 }}{{- if eq $i 1 }}{{ continue }}{{ end }}\n    e{{ $i }}: f\n    {{- end }}')},
    "with files as data": {"conf/a.yaml": "x: 1\n", "conf/b.yaml": "y: {{ 2 }}\n", "templates/c.yaml": CONFIG_MAP + 'data:\n{{ (tpl (.Files.Glob "conf/*").AsConfig .) | indent 2 }}\n---\n' + SECRET + 'data:\n{{ (.Files.Glob "conf/*").AsSecrets | indent 2 }}\n'},
    "with what the cluster can": {OWN: daemon_set('    {{- if .Capabilities.APIVersions.Has "policy/v1" }}\n    a: {{ .Capabilities.KubeVersion.Minor | quote }}\n    {{- end }}\n    {{- with lookup "v1" "Secret" "x" "y" }}\n    b: c\n    {{- else with .Values.labels }}\n    d: {{ .team }}\n    {{- end }}')},
    "with values that are set": {"templates/a.yaml": '{{- $_ := set .Values "image" "changed:1" }}'},
}  # fmt: skip


def chart_of(name):
    """Return the files of one of the charts."""
    files = {"Chart.yaml": CHART, "values.yaml": VALUES, "templates/_helpers.tpl": HELPERS, OWN: daemon_set()}
    return files | SETS[name]
