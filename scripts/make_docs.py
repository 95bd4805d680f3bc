"""Write docs/rules/: a page for each rule and the index, from the rule files."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, ROOT)

from dslint.catalogue import page  # noqa: E402 - found through the line above
from dslint.catalogue.index import load_rules  # noqa: E402
from dslint.catalogue.rule import Rule  # noqa: E402

INDEX = "README.md"
OUT = os.path.join(ROOT, "docs", "rules")
BLOCKS = {
    "DS0": "Reading the input",
    "DS1": "The API server rejects it",
    "DS2": "Where it runs",
    "DS3": "Deprecated and removed",
    "DS4": "Rollout, availability, images",
    "DS5": "Resources and priority",
    "DS6": "Security, judged by role",
    "DS7": "Host and network",
    "DS8": "Between objects",
}


def pages() -> dict[str, str]:
    """Return the text of every file of docs/rules/ by name."""
    rules = load_rules()
    texts = {f"{rule.name}.md": page.page(rule) for rule in rules}
    return texts | {INDEX: "\n".join(_index(rules))}


def _index(rules: list[Rule]) -> Iterator[str]:
    yield "# Rules"
    yield ""
    on = sum(rule.default for rule in rules)
    yield f"{len(rules)} rules, {'all' if on == len(rules) else on} of them on by default."
    yield ""
    yield "Generated from the rule files: `dslint explain RULE` prints the same pages, `dslint rules` the same table."
    for block, title in BLOCKS.items():
        inside = [rule for rule in rules if rule.id.startswith(block)]
        if not inside:
            continue
        yield from ("", f"## {block} {title}", "")
        yield from ("| id | name | severity | default | fix | what it finds |", "|---|---|---|---|---|---|")
        for rule in inside:
            default = "on" if rule.default else "off"
            summary = rule.summary.replace("|", "\\|")
            link = f"[{rule.name}]({rule.name}.md)"
            yield f"| {rule.id} | {link} | {rule.severity} | {default} | {rule.fix} | {summary} |"
    yield ""


def main() -> None:
    """Write what has changed and remove the pages of rules that are gone."""
    os.makedirs(OUT, exist_ok=True)
    texts = pages()
    for name in sorted(set(os.listdir(OUT)) - texts.keys()):
        os.unlink(os.path.join(OUT, name))
    for name, text in texts.items():
        with open(os.path.join(OUT, name), "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    print(f"{len(texts)} files in {os.path.relpath(OUT)}")


if __name__ == "__main__":
    main()
