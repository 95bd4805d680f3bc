import pytest

from dslint.errors import ConfigError
from dslint.kube.versions import DEFAULT
from tests.config.mistakes import MISTAKES


@pytest.mark.parametrize(
    ("text", "place", "there", "message"), MISTAKES, ids=[text.strip()[:50] for text, *_ in MISTAKES]
)
def test_a_mistake_is_told_with_its_place(project, text, place, there, message):
    project.write("dslint.yaml", text)
    first = project.mistakes()[0]
    assert (first.line, first.column) == place
    assert (first.text, first.message) == (there, message)


def test_all_mistakes_are_told_in_the_order_of_the_text(project):
    project.write("dslint.yaml", "preview: 3\nignore: [zzzzz]\nfail-on: x\nfoo: 1\n")
    assert [(one.line, one.column) for one in project.mistakes()] == [(1, 10), (2, 10), (3, 10), (4, 1)]


def test_escape_sequences_do_not_reach_the_message(project):
    project.write("dslint.yaml", 'ignore: ["a\\e[31mb"]\n"b\\ek": 1\n')
    assert [one.message for one in project.mistakes()] == ['unknown rule "a\\x1b[31mb"', 'unknown key "b\\x1bk"']


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("ignore: [\n", (1, 9), "not YAML: "),
        ("a: b: c\n", (1, 5), "not YAML: "),
        ("a: \x01\n", (1, 4), "not YAML: "),
        ("a: &x [*x]\n", (1, 8), "not YAML: "),
    ],
)
def test_what_is_not_yaml_is_told_with_its_place(project, text, place, said):
    project.write("dslint.yaml", text)
    (one,) = project.mistakes()
    assert (one.line, one.column) == place
    assert one.message.startswith(said)


def test_a_glob_without_quotes_gets_a_hint(project):
    project.write("dslint.yaml", "exclude:\n  - *.yaml\n")
    with pytest.raises(ConfigError) as caught:
        project.settings()
    assert caught.value.hint == "put globs in quotes"


def test_bytes_that_are_not_utf8_are_told_with_their_place(project):
    (project.root / "dslint.yaml").write_bytes(b"ignore:\n  - \xff\n")
    with pytest.raises(ConfigError, match="byte 0xff is not UTF-8") as caught:
        project.settings()
    assert caught.value.source.place(caught.value.span.start) == (2, 5)


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "{}\n"])
def test_an_empty_file_says_nothing(project, text):
    project.write("dslint.yaml", text)
    settings = project.settings()
    assert (settings.fail_on, settings.minors, settings.config_path) == ("warning", (DEFAULT,), "dslint.yaml")


@pytest.mark.parametrize("off", ["off", "false", "none", "never"])
def test_switching_off_by_severity_is_answered_with_ignore(project, off):
    project.write("dslint.yaml", f"severity: {{DS302: {off}}}\n")
    with pytest.raises(ConfigError) as caught:
        project.settings()
    assert caught.value.hint == "to switch it off: ignore: [DS302]"
