import pytest


def test_init_writes_a_configuration_that_is_valid_and_changes_nothing(dslint, tree):
    before = dslint("config").out.splitlines()
    assert dslint("init") == (0, "", "Wrote dslint.yaml.\n")
    after = dslint("config").out.splitlines()
    assert after[0] == "config file         dslint.yaml"
    assert [line.split()[:2] for line in after[1:]] == [line.split()[:2] for line in before[1:]]
    assert (tree / "dslint.yaml").read_text().lstrip().startswith("#")


@pytest.mark.parametrize("name", ["dslint.yaml", ".dslint.yaml"])
def test_init_never_overwrites(dslint, tree, name):
    (tree / name).write_text("fail-on: error\n")
    done = dslint("init")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: {name} is there already\n")
    assert [path.name for path in tree.iterdir() if path.name != ".git"] == [name]
    assert (tree / name).read_text() == "fail-on: error\n"
