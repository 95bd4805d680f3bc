"""What rules about a whole run say of files, with every place: a small DaemonSet, and a run over some files."""

from dslint import Options
from dslint.run import check_paths

SET = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: {name}{namespace}}}
spec:
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
{pod}      containers:
        - name: {name}
          image: registry.example/{name}:1.4
{container}"""


def manifest(name, container="", pod="", namespace="monitoring"):
    return SET.format(
        name=name,
        namespace=f", namespace: {namespace}" if namespace else "",
        pod="".join(f"      {line}\n" for line in pod.splitlines()),
        container="".join(f"          {line}\n" for line in container.splitlines()),
    )


def found(tmp_path, files, rule="DS702", config="", **options):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "dslint.yaml").write_text(config)
    report = check_paths([str(tmp_path / name) for name in files], Options(**options))
    assert report.errors == []
    return [
        (
            one.path.rpartition("/")[2],
            *one.at.start,
            one.object.name,
            one.message,
            [(label.source.path.rpartition("/")[2], *label.start, label.text) for label in one.related],
        )
        for one in sorted(report.findings, key=lambda one: one.sort_key())
        if one.rule == rule
    ]
