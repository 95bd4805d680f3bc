"""Write what follows from tables: docs/rules/ from the rule files, docs/rights.md, docs/migrating.md, settings.

The keys stand in a table of docs/configuration.md and as the properties of schemas/config.schema.json, the columns of
tables in docs/fleet.md and in schemas/tables.schema.json.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, ROOT)

from dslint.catalogue import foreign, page  # noqa: E402 - found through the line above
from dslint.catalogue.index import load_rules  # noqa: E402
from dslint.catalogue.rule import Rule  # noqa: E402
from dslint.catalogue.selection import BLOCKS  # noqa: E402
from dslint.config import keys  # noqa: E402
from dslint.kube.data.rights import RIGHTS, Rights  # noqa: E402
from dslint.tables import columns  # noqa: E402

INDEX = "README.md"
OUT = os.path.join(ROOT, "docs", "rules")
GUIDE = os.path.join(ROOT, "docs", "configuration.md")
RIGHTS_PAGE = os.path.join(ROOT, "docs", "rights.md")
MIGRATING = os.path.join(ROOT, "docs", "migrating.md")
SCHEMA = os.path.join(ROOT, "schemas", "config.schema.json")
FLEET = os.path.join(ROOT, "docs", "fleet.md")
TABLES = os.path.join(ROOT, "schemas", "tables.schema.json")
_TYPES: dict[str, dict[str, Any]] = {
    columns.TEXT: {"type": "string"},
    columns.INTEGER: {"type": "integer"},
    columns.BOOLEAN: {"type": "boolean"},
    columns.TEXTS: {"type": "array", "items": {"type": "string"}},
}


def pages() -> dict[str, str]:
    """Return the text of every file of docs/rules/ by name."""
    rules = load_rules()
    texts = {f"{rule.name}.md": page.page(rule) for rule in rules}
    return texts | {INDEX: "\n".join(_index(rules))}


def _index(rules: list[Rule]) -> Iterator[str]:
    yield "# Rules"
    yield ""
    partly = sum(rule.shown_default == "partly" for rule in rules)
    on = sum(rule.default for rule in rules) + partly
    yield f"{len(rules)} rules, {'all' if on == len(rules) else on} of them on by default, {partly} only in part."
    yield ""
    yield "Generated from the rule files: `dslint explain RULE --full` prints these pages, `dslint rules` the table."
    for block, (_, title) in BLOCKS.items():
        inside = [rule for rule in rules if rule.id.startswith(block)]
        if not inside:
            continue
        yield from ("", f"## {block} {title}", "")
        yield from ("| id | name | severity | default | fix | what it finds |", "|---|---|---|---|---|---|")
        for rule in inside:
            summary = rule.summary.replace("|", "\\|")
            link = f"[{rule.name}]({rule.name}.md)"
            yield f"| {rule.id} | {link} | {rule.severity} | {rule.shown_default} | {rule.fix} | {summary} |"
    yield ""


def rights_page() -> str:
    """Return docs/rights.md: what agents of each role need of their node."""
    return "\n".join(_rights_page())


def _rights_page() -> Iterator[str]:
    yield "# What each role may do"
    yield ""
    yield "A right that an agent needs for its [role](roles.md) is never reported; any other is, by the rule about it."
    yield "An agent whose role is unknown is not judged. This page is made of one table,"
    yield "[`rights.py`](../dslint/kube/data/rights.py), with its sources; to correct it, change a row there and run"
    yield "`python scripts/make_docs.py`."
    for role, rights in RIGHTS.items():
        yield from ("", f"## `{role}`", "")
        yield from (f"- {line}" for line in _rights(rights))
    yield ""


def _rights(rights: Rights) -> Iterator[str]:
    if rights.privileged:
        yield f"`privileged`: {rights.privileged}"
    yield from (f"`{name}`: {why}" for name, why in rights.namespaces)
    yield from (f"`{name}`: {why}" for name, why in rights.capabilities)
    yield from (f"writes `{path}`: {why}" for path, why in rights.writes)
    if rights.socket:
        yield f"the socket of the container runtime: {rights.socket}"
    if rights.installs:
        yield f"installs {rights.installs}"
    if rights.shares_mounts:
        yield f"`mountPropagation: Bidirectional`: {rights.shares_mounts}"
    if rights.starts_pods:
        yield f"patient liveness probes: {rights.starts_pods}"
    if rights.priority:
        yield f"priority class `{rights.priority}`"
    if rights.every_taint:
        yield f"tolerates every taint: {rights.every_taint}"
    if rights.every_node:
        yield f"belongs on control-plane nodes too: {rights.every_node}"
    for taint in rights.makes_ready:
        yield f"tolerates `{taint}`, which goes when it runs"
    if rights.unlimited:
        yield f"no memory limit is asked for: where it is killed, {rights.unlimited}"
    if rights.vital or rights.missed:
        how = "a warning" if rights.vital else "an info"
        yield f"an update that nothing stops is {how}: where it does not run, {rights.vital or rights.missed}"
    if rights.ends_at_once:
        yield f"may be ended without grace: {rights.ends_at_once}"


_MIGRATING_HEAD = """\
# Coming from another linter

What other tools check in a DaemonSet, and the rule that tells it here, or why there is none. Their ids are known:
`dslint check --select CKV_K8S_14`, `ignore: [latest-tag]` in a configuration and `KSV013` in a
[comment](suppressing.md) are mistakes that propose `moving-tag`. Where another tool asks every workload for the same,
a rule here asks what the agent [is for](roles.md): a right that its role needs is not reported. Not all of these rules
are on by default; `extends: dslint:strict` in [the configuration](configuration.md#presets) turns on every one.

This page is made of one table, [`foreign.yaml`](../dslint/catalogue/foreign.yaml); to correct it, change a row there
and run `python scripts/make_docs.py`. datree's rules go by their names, not by their numbers."""


def migrating_page() -> str:
    """Return docs/migrating.md: what the checks of other tools are called here."""
    return "\n".join(_migrating_page())


def _migrating_page() -> Iterator[str]:
    yield _MIGRATING_HEAD
    for tool, link in foreign.TOOLS.items():
        yield from ("", f"## {tool}", "", f"[Its checks]({link}).", "")
        yield from ("| check | what it is about | here |", "|---|---|---|")
        for check in foreign.checks():
            if tool in check.ids:
                names = ", ".join(f"`{name}`" for name in check.ids[tool])
                yield f"| {names} | {check.what} | {_here(check)} |"
    yield ""


def _here(check: foreign.Check) -> str:
    rules = {rule.id: rule for rule in load_rules()}
    links = ", ".join(f"[{rules[rule].name}](rules/{rules[rule].name}.md)" for rule in check.ours)
    if not links:
        return f"no rule: {check.why}"
    return f"{links}; {check.why}" if check.why else links


def with_keys(guide: str) -> str:
    """Return docs/configuration.md with a row for each key in its table."""
    rows = "".join(f"| `{key.name}` | {key.description} | {_default(key)} |\n" for key in keys.KEYS)
    return re.sub(r"(?m)(?<=^\| key \| value \| default \|\n\|---\|---\|---\|\n)(?:\|.*\n)*", lambda _: rows, guide)


def _default(key: keys.Key) -> str:
    """Return the default as YAML writes it."""
    setting = key.default_setting
    return f"`{json.dumps(setting.shown)}`".replace('"', "") if setting.places else "none"


def with_properties(schema: str) -> str:
    """Return schemas/config.schema.json with a property for each key; what its value looks like is defined there."""
    data: dict[str, Any] = json.loads(schema)
    data["properties"] = {key.name: _property(key) for key in keys.KEYS}
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _property(key: keys.Key) -> dict[str, Any]:
    text = re.sub(r"\[(.*?)\]\(.*?\)", r"\1", key.description).replace("`", "")
    setting = key.default_setting
    default = {"default": setting.shown} if setting.places else {}
    return {"description": text, "$ref": f"#/$defs/{key.shape}", **default}


def with_columns(guide: str) -> str:
    """Return docs/fleet.md with a table of columns for each table, behind what is said of all of them."""
    head, found, tail = guide.partition("### Columns\n")
    about, _, _ = tail.partition("\n#### ")
    rest = re.search(r"(?m)^## .*(?s:.*)", tail)
    return head + found + about.rstrip("\n") + "\n\n" + "\n".join(_columns()) + ("\n" + rest[0] if rest else "")


def _columns() -> Iterator[str]:
    for table in columns.TABLES:
        yield from (f"#### `{table.name}`", "", f"A row is {table.about}.", "")
        yield from ("| column | type | what it is |", "|---|---|---|")
        for column in table.columns:
            may = ", may be empty" if column.empty else ""
            yield f"| `{column.name}` | {column.type}{may} | {column.about} |"
        yield ""


def tables_schema() -> str:
    """Return schemas/tables.schema.json: what a row of each table looks like in JSON lines."""
    data = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "dslint --report jsonl=FOLDER",
        "description": "the rows of the tables that dslint writes as JSON lines and as Parquet, each under its name; "
        f"this is version {columns.VERSION}, within which columns are only ever added",
        "anyOf": [{"$ref": f"#/$defs/{table.name}"} for table in columns.TABLES],
        "$defs": {table.name: _row(table) for table in columns.TABLES},
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _row(table: columns.Table) -> dict[str, Any]:
    return {
        "description": table.about,
        "type": "object",
        "properties": {column.name: _cell(column) for column in table.columns},
        "required": [column.name for column in table.columns],
    }


def _cell(column: columns.Column) -> dict[str, Any]:
    kind = _TYPES[column.type]
    empty = {"type": [kind["type"], "null"]} if column.empty else {}
    return {"description": column.about.replace("`", ""), **kind, **empty}


def main() -> None:
    """Write what has changed and remove the pages of rules that are gone."""
    os.makedirs(OUT, exist_ok=True)
    texts = pages()
    for name in sorted(set(os.listdir(OUT)) - texts.keys()):
        os.unlink(os.path.join(OUT, name))
    for name, text in texts.items():
        _write(os.path.join(OUT, name), text)
    _write(RIGHTS_PAGE, rights_page())
    _write(MIGRATING, migrating_page())
    _renew(GUIDE, with_keys)
    _renew(SCHEMA, with_properties)
    _renew(FLEET, with_columns)
    _write(TABLES, tables_schema())
    print(f"{len(texts)} files in {os.path.relpath(OUT)}, {os.path.relpath(GUIDE)}, {os.path.relpath(SCHEMA)}")


def _renew(path: str, renewed: Callable[[str], str]) -> None:
    with open(path, encoding="utf-8") as file:
        text = file.read()
    _write(path, renewed(text))


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


if __name__ == "__main__":
    main()
