from dslint.config import init_text


def test_the_template_changes_nothing(project):
    before = project.settings(no_config=True)
    project.write("dslint.yaml", init_text())
    after = project.settings()
    assert (after.minors, after.fail_on, after.exclude, after.exceptions) == (before.minors, before.fail_on, (), ())
    assert after.selection.on() == before.selection.on()


def test_its_commented_example_holds_too(project):
    lines = init_text().splitlines()
    start = lines.index("# exceptions:")
    project.write("dslint.yaml", "\n".join([*lines[:start], *(line.removeprefix("# ") for line in lines[start:])]))
    (one,) = project.settings().exceptions
    assert (one.rules, one.names, one.until) == (("deprecated-node-label",), ("legacy-agent",), "2027-06-30")
