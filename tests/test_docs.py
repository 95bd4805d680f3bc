"""What the guides show is what happens, and what they point at is there."""

import json
import re

import pytest
import yaml

from dslint.config.locate import NAMES
from tests.checkout import ROOT
from tests.markdown import blocks, replayed

DOCS = ROOT / "docs"
GUIDES = sorted({*DOCS.glob("*.md"), *(DOCS / "contributing").glob("*.md")})
TEXTS = [*(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")), *GUIDES]
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")


def name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("guide", [path for path in GUIDES if "```console" in path.read_text("utf-8")], ids=name)
def test_a_console_in_a_guide_shows_what_happens(guide, tmp_path, request):
    text = guide.read_text(encoding="utf-8")
    real = replayed(text, tmp_path)
    if request.config.getoption("--update-golden"):
        guide.write_text(real, encoding="utf-8")
        text = real
    assert text == real


@pytest.mark.parametrize("text", TEXTS, ids=name)
def test_links_lead_somewhere(text):
    dangling = []
    for found in LINK.finditer(text.read_text(encoding="utf-8")):
        target, _, anchor = found["target"].partition("#")
        if target.startswith(("https:", "mailto:")):
            continue
        page = (text.parent / target) if target else text
        if not page.exists() or (anchor and anchor not in anchors(page)):
            dangling.append(found["target"])
    assert not dangling


def anchors(page):
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_guide_is_listed():
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    assert not [
        name(guide) for guide in GUIDES if guide.name != "README.md" and str(guide.relative_to(DOCS)) not in index
    ]


def test_every_guide_is_in_the_navigation_of_the_site():
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    listed = set(re.findall(r"[\w./-]+\.md", config.split("\nnav:\n")[1]))
    guides = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert {one for one in guides if not one.startswith("rules/")} | {"rules/README.md"} == listed, (
        "see nav in mkdocs.yml"
    )
    assert yaml.safe_load(config)["theme"]["font"] is False


def test_every_schema_is_listed():
    text = (DOCS / "schemas.md").read_text(encoding="utf-8")
    assert [path.name for path in (ROOT / "schemas").glob("*.json") if f"schemas/{path.name})" not in text] == []


def test_the_entry_for_schemastore_names_our_files_and_nobody_elses():
    (block,) = (
        one.body for one in blocks((DOCS / "schemas.md").read_text(encoding="utf-8")) if "fileMatch" in one.body
    )
    entry = json.loads(block)
    assert set(entry) == {"name", "description", "fileMatch", "url"}
    assert tuple(entry["fileMatch"]) == NAMES
    assert entry["url"].endswith("/schemas/config.schema.json")


def test_commands_that_guides_name_exist():
    from dslint.cli.commands import COMMANDS

    known = set(COMMANDS)
    said = {
        word
        for text in TEXTS
        for block in blocks(text.read_text(encoding="utf-8"))
        if block.info in {"sh", "console"}
        for word in re.findall(r"(?:^|[ |/])dslint ([a-z][\w-]*)", block.body, re.MULTILINE)
    }
    assert "check" in said
    assert said <= known


PIPED = re.compile(r"\|\s+(?:kubectl )?dslint check\b[^|\n`]*(?:\n[^|\n`]*)?")


@pytest.mark.parametrize("guide", [path for path in TEXTS if PIPED.search(path.read_text("utf-8"))], ids=name)
def test_a_pipe_into_a_check_fails_with_what_it_comes_from(guide):
    text = guide.read_text(encoding="utf-8")
    assert [found[0] for found in PIPED.finditer(text) if "--fail-on-empty" not in found[0]] == []
    assert "set -o pipefail" in text
    scripts = [block.body for block in blocks(text) if block.info == "sh" and PIPED.search(block.body)]
    assert [script for script in scripts if not script.startswith("set -o pipefail\n")] == []


def test_a_pipe_into_a_check_in_code_and_rules_carries_fail_on_empty():
    texts = [*(ROOT / "dslint").rglob("*.py"), *(ROOT / "rules").rglob("*.yaml")]
    lines = [line for path in texts for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if PIPED.search(line) and "--fail-on-empty" not in line] == []


def test_the_architecture_names_every_part_of_the_package():
    text = (DOCS / "contributing" / "architecture.md").read_text(encoding="utf-8")
    modules = {path.name for path in (ROOT / "dslint").glob("[!_]*.py")}
    folders = {path.parent.name + "/" for path in (ROOT / "dslint").glob("*/__init__.py")}
    assert not {part for part in modules | folders if f"{part}`" not in text}


def test_rules_that_guides_suppress_or_set_exist():
    from dslint.catalogue.index import load_rules
    from dslint.catalogue.selection import find_rule, known_words

    rules = load_rules()
    words = known_words(rules) | {"ID", "RULE", "..."}
    said = set()
    for text in TEXTS:
        body = text.read_text(encoding="utf-8")
        for listed in re.findall(
            r"(?:dslint: ignore(?:-file)?|^ *(?:- )?rules: |^ignore: )\[([^]]+)\]", body, re.MULTILINE
        ):
            said |= {word.strip() for word in listed.split(",")}
    assert "host-network-dns" in said
    assert {word for word in said - words if not find_rule(rules, word)} == set()


OF_OTHERS = {
    "--raw",
    *(
        "--all-namespaces",
        "--dry-run",
        "--filename",
        "--output",
        "--request-timeout",
        "--server-side",
        "--validate",
    ),  # kubectl
    *("--from", "--spec"),  # uvx and pipx
    *("--body-file", "--repo", "--rm", "--sign", "--certificate-identity", "--certificate-oidc-issuer"),  # of a release
    *("--add-all-built-in", "--audit-path", "--compact", "--framework", "--skip-download"),  # what we are compared with
    *("--campaign", "--seed", "--show", "--topic", "--update-golden"),  # our scripts and tests
}


def test_flags_that_guides_name_exist():
    import click

    from dslint.cli.group import group

    context = click.Context(group)
    commands = [group, *(group.get_command(context, word) for word in group.list_commands(context))]
    known = {flag for command in commands if command for option in command.params for flag in option.opts}
    known |= {flag for command in commands if command for option in command.params for flag in option.secondary_opts}
    said = {
        flag for text in TEXTS for flag in re.findall(r"(?<![\w-])--[a-z][a-z-]+", text.read_text(encoding="utf-8"))
    }
    assert said - OF_OTHERS - known == set()


def test_what_readers_have_to_replace_is_marked_and_explained_once():
    texts = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in (*GUIDES, ROOT / "README.md")
    }
    assert [name for name, text in texts.items() if re.search("<this repository>|rev: v[0-9]", text)] == []
    using = {name for name, text in texts.items() if "DSLINT_URL" in text}
    assert using >= {"docs/quickstart.md", "docs/pre-commit.md", "docs/github.md", "docs/gitlab.md", "docs/fixing.md"}
    assert [name for name, text in texts.items() if "`DSLINT_URL` is" in text] == ["docs/quickstart.md"]
    assert [name for name in using - {"docs/quickstart.md"} if "quickstart.md#install" not in texts[name]] == []


def test_the_package_is_called_by_its_name_where_people_install():
    text = (ROOT / "docs" / "quickstart.md").read_text(encoding="utf-8")
    for said in (
        "not `pip install dslint`",
        "`uvx daemonset-lint`",
        "`pipx run daemonset-lint`",
        "uninstall daemonset-lint",
    ):
        assert said in text
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'name = "daemonset-lint"\n' in project
    for script in ("dslint", "daemonset-lint", "kubectl-dslint"):
        assert f'\n{script} = "dslint.__main__:main"\n' in project
