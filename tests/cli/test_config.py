from tests.cli.manifests import OLD


def test_settings_are_shown_with_where_they_were_said(dslint, tree):
    (tree / "deploy").mkdir()
    (tree / "deploy" / "a.yaml").write_text(OLD)
    (tree / "deploy" / "dslint.yaml").write_text(
        'kubernetes-version: "1.31"\n'
        "extend-select: [DS302]\n"
        "ignore: [DS101]\n"
        "exceptions:\n"
        "  - rules: [DS302]\n"
        "    names: [agent]\n"
        "    reason: old clusters\n"
        "    until: 2999-12-31\n"
    )
    done = dslint("config", "deploy/a.yaml")
    lines = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert lines[0] == "config file               deploy/dslint.yaml"
    assert "kubernetes-version        1.31     deploy/dslint.yaml:1" in lines
    assert "fail-on                   warning  default" in lines
    on = next(line for line in lines if line.startswith("rules on"))
    assert on.endswith("DEFAULT, + DS302 (deploy/dslint.yaml:2), - DS101 (deploy/dslint.yaml:3)")
    assert lines[-1] == (
        f"{'exceptions':<24}  1        DS302 for DaemonSet agent until 2999-12-31: old clusters (deploy/dslint.yaml:5)"
    )
    assert dslint("config", "deploy").out == done.out
    assert dslint("config").out.startswith("config file               none\n")
    assert dslint("config", "deploy", "--no-config").out == dslint("config").out
    assert dslint("config", "--config", "deploy/dslint.yaml").out == done.out
    every = dslint("config", "deploy", "-v").out.splitlines()
    assert "off  DS101  unmatched-selector  (DS101 (deploy/dslint.yaml:3))" in every
    assert "on   DS302  deprecated-node-label  (DS302 (deploy/dslint.yaml:2))" in every


def test_settings_of_a_path_that_is_not_there_are_none(dslint):
    done = dslint("config", "nowhere")
    assert (done.code, done.out) == (2, "")
    assert "nowhere" in done.err


def test_where_settings_come_from_stands_in_one_column(dslint, tree):
    (tree / "dslint.yaml").write_text(f"exclude: [{'long/' * 9}**, b/**]\nnodes: profile:kubeadm\n")
    lines = dslint("config").out.splitlines()
    column = len(f"{'nodes':<24}  profile:kubeadm  ")
    at = next(number for number, line in enumerate(lines) if line.startswith("exclude"))
    assert lines[at] == f"{'exclude':<24}  {'long/' * 9}**, b/**"
    assert lines[at + 1] == f"{' ' * column}dslint.yaml:1"
    starts = [line.index(word) for line in lines for word in ("default", "dslint.yaml:2") if line.endswith(word)]
    assert starts
    assert set(starts) == {column}
