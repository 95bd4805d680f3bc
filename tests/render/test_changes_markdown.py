"""What is posted as a comment names nobody and leads nowhere: names of objects may be anything."""

import re

import pytest

from dslint.render import coverage_markdown
from dslint.render.changes_markdown import inert, plain
from tests.cli.manifests import GOOD

Z = "<wbr>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@team", f"@{Z}team"),
        ("a@b.example", f"a@{Z}b.example"),
        ("https://evil.example/x", f"https:{Z}//evil.example/x"),
        ("ftp://x", f"ftp:{Z}//x"),
        ("www.evil.example", f"www{Z}.evil.example"),
        ("WWW.evil.example", f"WWW{Z}.evil.example"),
        ("agent", "agent"),
        ("a: b / c # d", "a: b / c # d"),
    ],
)
def test_what_would_be_a_mention_or_a_link_is_taken_apart_and_looks_alike(text, shown):
    assert inert(text) == shown
    assert inert(text).replace(Z, "") == text


def test_plain_escapes_beside():
    assert plain("*@team* [x](http://y)") == f"\\*@{Z}team\\* \\[x\\](http:{Z}//y)"


@pytest.mark.parametrize("name", ["@team", "https://evil.example", "www.evil.example"])
@pytest.mark.parametrize("options", [[], ["--what-if", "taint a=b:NoSchedule on all"], ["-v"]])
def test_no_name_of_an_object_is_alive_in_markdown(tmp_path, monkeypatch, capsys, name, options):
    from dslint.cli import main

    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.yaml").write_text(
        GOOD.replace("name: agent\n  namespace: monitoring", f'name: "{name}"\n  namespace: "{name}"')
    )
    (tmp_path / "nodes.yaml").write_text(
        f'apiVersion: v1\nkind: Node\nmetadata: {{name: "{name}", labels: {{"{name}": "{name}"}}}}\n'
        f'spec: {{taints: [{{key: "{name}", value: "{name}", effect: NoSchedule}}]}}\n'
    )
    with pytest.raises(SystemExit):
        main(["coverage", "a.yaml", "--nodes", "nodes.yaml", "--output-format", "markdown", *options])
    out = capsys.readouterr().out
    assert name.replace("@", f"@{Z}").replace("://", f":{Z}//").replace("www.", f"www{Z}.") in out
    prose = re.sub(r"```yaml\n.*?```|`[^`\n]*`|<code>.*?</code>", "", out, flags=re.DOTALL)
    assert name not in prose
    assert len(out) < coverage_markdown.LIMIT
