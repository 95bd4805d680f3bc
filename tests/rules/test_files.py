"""What holds for every rule file of dslint's own, whatever the rule."""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from dslint.catalogue.file import read_rule_file
from dslint.catalogue.selection import BLOCKS
from dslint.template import slots

from .rulefiles import CONTENTS, FILES, ORDER, ROOT, RULES

CATALOGUE = ROOT.parent / "shared" / "rules.md"
LEVELS = {"E": "error", "W": "warning", "I": "info"}
LONGEST_MESSAGE = 100
VALUES = {"Gt", "Lt"}

each = pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])


def texts(data):
    """Yield every text of a rule's messages with what it is: the message itself, its label, why or help."""
    for key, said in data["messages"].items():
        parts = {"text": said} if isinstance(said, str) else said
        for part in ("text", "label", "why", "help"):
            if part in parts:
                yield f"{key}.{part}", parts[part]
    if "why" in data:
        yield "why", data["why"]


@pytest.fixture(scope="module")
def schema():
    contents = json.loads((ROOT / "schemas" / "rule.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(contents)
    return Draft202012Validator(contents, format_checker=Draft202012Validator.FORMAT_CHECKER)


@each
def test_it_satisfies_the_schema(path, schema):
    assert [f"{error.json_path}: {error.message}" for error in schema.iter_errors(CONTENTS[path])] == []


@each
def test_the_reader_takes_it(path):
    assert read_rule_file(str(path)).data == CONTENTS[path]


@each
def test_its_keys_stand_in_the_order_of_all_rule_files(path):
    keys = list(CONTENTS[path])
    assert keys == [key for key in ORDER if key in keys]


@each
def test_it_stands_where_its_id_and_name_say(path):
    data = CONTENTS[path]
    block, _ = BLOCKS[data["id"][:3]]
    assert (path.parent.name, path.name) == (block, f"{data['id']}-{data['name']}.yaml")
    assert data["tags"][0] == block


@each
def test_its_messages_are_short_sentences_without_a_full_stop(path):
    data = CONTENTS[path]
    wrong = {
        where: text
        for where, text in [("summary", data["summary"]), *texts(data)]
        if text.endswith(".")
        or (where.endswith(("text", "summary")) and (len(text) > LONGEST_MESSAGE or not starts_small(text)))
    }
    assert wrong == {}


def starts_small(text):
    """Tell whether a text starts in lower case; names such as SIGTERM and values such as Gt are as they are."""
    first = re.split(r"[\s:,;']", text, maxsplit=1)[0]
    return not first[:1].isupper() or first in VALUES or sum(char.isupper() for char in first) > 1


@each
def test_its_messages_say_what_is_and_do_not_command(path):
    wrong = {
        where: text
        for where, text in texts(CONTENTS[path])
        if where.endswith("text") and re.search(r"\b(should|must|please|checks? that)\b", text)
    }
    assert wrong == {}


@each
def test_it_has_a_rationale_and_references(path):
    data = CONTENTS[path]
    assert len(data["rationale"].split()) >= 15
    for reference in data["references"]:
        is_page = re.fullmatch(r"https://(kubernetes\.io|github\.com/kubernetes|[a-z.-]+)/\S*", reference)
        is_document = reference.startswith("docs/") and reference.endswith(".md")
        is_source = re.fullmatch(r"(pkg|staging|cmd|plugin|api)/[\w./-]+(:\d+)?", reference)
        assert is_page or is_document or is_source or "/" in reference, reference


@each
def test_nothing_is_left_to_fill_in(path):
    module = CONTENTS[path].get("check", "").removeprefix("python:").split(".")[0]
    texts = {path.name: path.read_text(encoding="utf-8")}
    if module not in ("", "apiserver"):
        texts[f"{module}.py"] = (ROOT / "dslint" / "checks" / f"{module}.py").read_text(encoding="utf-8")
    assert [
        f"{name}:{number}: {line.strip()}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if "FILL IN" in line
    ] == []


def test_ids_names_and_aliases_are_taken_once():
    words = [word for rule in RULES for word in (rule.id, rule.name, *rule.aliases)]
    assert sorted(words) == sorted(set(words))


def test_no_name_is_a_tag():
    assert {rule.name for rule in RULES} & {tag for rule in RULES for tag in rule.tags} == set()


def test_slots_are_named_in_small_letters():
    names = {slot for data in CONTENTS.values() for _, text in texts(data) for slot in slots(text)}
    assert {name for name in names if not re.fullmatch("[a-z][a-z_]*", name)} == set()


# rules without the fix that the catalogue has, with the reason
UNFIXED = {"DS009": "fixes change manifests, whose findings are checked again; a configuration is none"}


def catalogue():
    """Return name, severities, default and fixes of the rules in the catalogue, by id; ``None`` where it is silent."""
    entries = {}
    for line in CATALOGUE.read_text(encoding="utf-8").splitlines():
        found = re.match(r"\| (DS\d{3}) \| ([a-z0-9-]+) \| ([^|]*)\|", line)
        if not found:
            continue
        rule, name, flags = found.groups()
        letters = re.findall(r"\b[EWI]\b", flags) or (["E"] if rule.startswith("DS1") else [])
        always = rule[:3] in ("DS0", "DS1")
        default = False if re.search(r"\boff\b", flags) else True if always or re.search(r"\bon\b", flags) else None
        fixes = {"s": {"safe"}, "u": {"unsafe"}, "s/u": {"safe", "unsafe"}}.get((flags.split() or [""])[-1])
        entries[rule] = (name, {LEVELS[letter] for letter in letters}, default, fixes)
    return entries


@pytest.mark.skipif(not CATALOGUE.exists(), reason="the catalogue is not beside this checkout")
@each
def test_it_is_what_the_catalogue_says(path):
    data = CONTENTS[path]
    entries = catalogue()
    assert data["id"] in entries, f"{CATALOGUE} has no such rule"
    name, levels, default, fixes = entries[data["id"]]
    assert data["name"] == name
    assert data["severity"] in levels
    assert data["default"] == (data["default"] if default is None else default)
    offered = {said.fix for rule in RULES if rule.id == data["id"] for said in rule.messages.values()} - {"none", None}
    wanted = set() if data["id"] in UNFIXED else fixes
    assert offered == (offered if wanted is None else wanted)
