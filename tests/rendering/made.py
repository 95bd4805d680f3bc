# ruff: noqa: E501, Q000, Q003 - templates read best on one line, in the quotes that they do not have
"""Charts that are made for tests: one for each construct of templates, around one DaemonSet."""

import io
import tarfile

CHART = "apiVersion: v2\nname: agent\nversion: 0.1.0\n"
VALUES = """\
image: registry.example/agent:1.4
hostNetwork: true
labels:
  team: nodes
  tier: "1"
ports: {metrics: 9100, health: 9101}
tolerations:
- key: node-role.kubernetes.io/master
  effect: NoSchedule
resources:
  limits:
    memory: 64Mi
text: |
  one
  two
snippet: "{{ .Values.image }}-x"
"""
LIBRARY = {
    "charts/lib/Chart.yaml": "apiVersion: v2\nname: lib\nversion: 0.1.0\ntype: library\n",
    "charts/lib/templates/_lib.tpl": '{{- define "lib.labels" -}}\napp: agent\nlib: "yes"\n{{- end }}\n',
}
HELPERS = """\
{{- define "agent.name" -}}agent{{- end -}}
{{/* labels of everything */}}
{{- define "agent.labels" -}}
app: {{ include "agent.name" . }}
{{- range $key, $value := .Values.labels }}
{{ $key }}: {{ $value | quote }}
{{- end }}
{{- end }}
{{ define "agent.container" }}
- name: agent
  image: {{ .Values.image }}
{{ end }}
"""
DAEMON_SET = """\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  annotations:
    made: by-tests
%s
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels:
        app: agent
    spec:
      nodeSelector:
        beta.kubernetes.io/os: linux
      containers:
      - name: agent
        image: {{ .Values.image }}
"""
# how a DaemonSet begins, and a patch of it: what is in its pods follows
HEAD = """\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
"""
# a template of which values decide
FROM_VALUES = (
    HEAD
    + """\
      nodeSelector:
        {{- toYaml .Values.nodeSelector | nindent 8 }}
      {{- with .Values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      hostNetwork: {{ .Values.host.network }}
      terminationGracePeriodSeconds: {{ int .Values.grace | add 1 }}
"""
)
PATCH_HEAD = """\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  template:
    spec:
"""
# a base of overlays
BASE = f"""{HEAD}\
      nodeSelector:
        beta.kubernetes.io/os: linux
      containers:
      - name: agent
        image: registry.example/agent:1.4
        terminationMessagePolicy: Whatever
"""
# what stands among the annotations, and other files of the chart
CONSTRUCTS = {
    "plain": ("    a: b",),
    "trim-marks": ("    {{- if true }}\n    a: b\n    {{- end }}",),
    "trim-both": ("    a: {{- \" b\" -}}\n    {{ \"\" }}\n    c: d",),
    "comment": ("    {{- /* a }} b */}}\n    a: b",),
    "comment-lines": ("    {{/*\n a\n b\n*/}}\n    a: b",),
    "define-inside": ('{{- define "own" }}x: y{{ end }}\n    {{ include "own" . }}',),
    "define-trimmed": ('{{- define "own" -}}\n\n x: y\n{{- end -}}\n    {{- include "own" . | nindent 4 }}',),
    "template": ('{{- define "own" }}x: y{{ end }}\n    {{ template "own" . }}',),
    "template-no-argument": ('{{- define "own" }}x: y{{ end }}\n    {{ template "own" }}',),
    "block": ('    {{ block "mine" .Values.labels }}team: {{ .team }}{{ end }}\n    b: c',),
    "block-over": ('    {{ block "mine" . }}a: first{{ end }}\n    b: c', {"templates/zz.yaml": '{{ define "mine" }}a: second{{ end }}'}),
    "tpl": ("    a: {{ tpl .Values.snippet . }}",),
    "tpl-include": ('    a: {{ tpl (include "agent.name" .) . }}',),
    "to-yaml": ("    {{- toYaml .Values.labels | nindent 4 }}",),
    "to-yaml-indent": ("{{ toYaml .Values.labels | indent 4 }}",),
    "to-json": ("    a: {{ .Values.labels | toJson | quote }}",),
    "nindent": ('    {{- include "agent.labels" . | nindent 4 }}',),
    "include-quoted": ('    a: {{ include "agent.name" . | quote }}',),
    "include-trunc": ('    a: {{ include "agent.name" . | trunc 3 | trimSuffix "e" }}',),
    "include-beside": ('    a: x-{{ include "agent.name" . }}-y',),
    "include-dynamic": ('    a: {{ include (printf "agent.%s" "name") . }}',),
    "include-in-if": ('    {{- if eq (include "agent.name" .) "agent" }}\n    a: b\n    {{- end }}',),
    "include-in-variable": ('    {{- $name := include "agent.name" . }}\n    a: {{ $name }}',),
    "from-yaml-include": ('    {{- $all := fromYaml (include "agent.labels" .) }}\n    a: {{ $all.team }}',),
    "sha256sum": ('    sum: {{ include (print $.Template.BasePath "/config.yaml") . | sha256sum }}', {"templates/config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  a: {{ .Values.image }}\n"}),
    "lookup": ('    {{- if not (lookup "v1" "Secret" "x" "y") }}\n    a: b\n    {{- end }}',),
    "random": ("    a: b", {"templates/secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  key: {{ randAlphaNum 8 | quote }}\n  other: same\n"}),
    "library": ('    {{- include "lib.labels" . | nindent 4 }}', LIBRARY),
    "sub-chart": ("    a: b", {"charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 0.1.0\n", "charts/sub/values.yaml": "x: 1\n", "charts/sub/templates/c.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: sub}\ndata: {x: {{ .Values.x | quote }}}\n"}),
    "sub-chart-overridden": ('    {{- include "sub.name" . | nindent 4 }}', {"charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 0.1.0\n", "charts/sub/templates/_h.tpl": '{{ define "sub.name" }}a: sub{{ end }}', "templates/_over.tpl": '{{ define "sub.name" }}a: parent{{ end }}'}),
    "files-get": ('    a: {{ .Files.Get "note.txt" | trim | quote }}', {"note.txt": "hello\n"}),
    "files-lines": ('    {{- range .Files.Lines "note.txt" }}\n    {{ . }}: x\n    {{- end }}', {"note.txt": "one\ntwo"}),
    "files-glob": ('    {{- (.Files.Glob "*.txt").AsConfig | nindent 4 }}', {"note.txt": "hello\n"}),
    "range-map": ("    {{- range $k, $v := .Values.labels }}\n    {{ $k }}: {{ $v | quote }}\n    {{- end }}",),
    "range-list": ("    {{- range $i, $t := .Values.tolerations }}\n    t{{ $i }}: {{ $t.key | quote }}\n    {{- end }}",),
    "range-else": ("    {{- range .Values.none }}\n    a: b\n    {{- else }}\n    c: d\n    {{- end }}",),
    "range-break": ("    {{- range $i, $_ := until 5 }}\n    {{- if eq $i 2 }}{{ break }}{{ end }}\n    a{{ $i }}: b\n    {{- end }}",),
    "with": ("    {{- with .Values.labels }}\n    team: {{ .team }}\n    {{- end }}",),
    "with-else": ("    {{- with .Values.none }}\n    a: b\n    {{- else }}\n    c: d\n    {{- end }}",),
    "else-if": ("    {{- if .Values.none }}\n    a: b\n    {{- else if .Values.image }}\n    c: d\n    {{- end }}",),
    "nothing": ("    a: {{ .Values.none }}",),
    "nothing-quoted": ("    a: {{ .Values.none | quote }}\n    b: {{ default \"x\" .Values.none }}",),
    "braces-in-strings": ('    a: {{ "}}{{" | quote }}\n    b: {{ `}}` | quote }}',),
    "several-lines": ('    a: {{ list\n "x"\n "y" | join "-" }}\n    b: c',),
    "numbers": ("    a: {{ .Values.ports.metrics | quote }}\n    b: \"{{ add 1 .Values.ports.health }}\"",),
    "block-scalar": ("    a: |\n      {{- .Values.text | nindent 6 }}\n    b: c",),
    "variable-set": ('    {{- $x := "a" }}\n    {{- if true }}{{ $x = "b" }}{{ end }}\n    c: {{ $x }}',),
    "dict": ('    {{- include "agent.container" (dict "Values" .Values) | trim | nindent 4 | replace "- name" "name" | replace "  image" "image" }}',),
    "hook": ("    helm.sh/hook: post-install",),
    "tests": ("    a: b", {"templates/tests/t.yaml": 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: t\n  annotations: {helm.sh/hook: test}\nspec:\n  containers:\n  - {name: t, image: {{ .Values.image | quote }}}\n'}),
    "many-documents": ("    a: b", {"templates/many.yaml": "---\napiVersion: v1\nkind: Service\nmetadata: {name: a}\n---\n# nothing\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: {{ .Release.Namespace }}}\n"}),
    "crlf": ("    a: b\r\n    c: {{ .Values.image }}\r",),
    "unicode": ("    ä: \"größe 😀\"\n    c: {{ .Values.image }}",),
    "template-name": ("    a: {{ .Template.Name }}\n    b: c",),
    "notes": ("    a: b", {"templates/NOTES.txt": "Thanks for {{ .Chart.Name }}\n"}),
}  # fmt: skip


def chart(name):
    """Return the files of the chart for a construct."""
    lines, *more = CONSTRUCTS[name]
    files = {
        "Chart.yaml": CHART,
        "values.yaml": VALUES,
        "templates/_helpers.tpl": HELPERS,
        "templates/daemonset.yaml": DAEMON_SET % lines,
    }
    for extra in more:
        files |= extra
    return files


def packed(**files):
    """Return the archive of a chart that is called sub."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for path, text in {"Chart.yaml": CHART.replace("agent", "sub"), **files}.items():
            info = tarfile.TarInfo(f"sub/{path}")
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    return data.getvalue()


def write(folder, files):
    """Write files below a folder."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode() if isinstance(text, str) else text)
