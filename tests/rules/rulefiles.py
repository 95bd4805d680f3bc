"""dslint's own rule files, as the tests here read them."""

from pathlib import Path
from typing import NamedTuple

from dslint.catalogue.example import complete
from dslint.catalogue.index import contents
from dslint.catalogue.rule import Rule
from dslint.testing import KINDS

ROOT = Path(__file__).parents[2]
# the keys of a rule of dslint's own
ORDER = (
    "id", "name", "summary", "severity", "default", "status", "since", "tags", "kubernetes", "rationale", "messages",
    "fix", "fix-note", "why", "references", "options", "aliases", "yields-to", "check", "target", "scope", "collect",
    "mentions", "reads", "reads-in-preview", "needs", "twin", "examples",
)  # fmt: skip
FILES = sorted((ROOT / "rules").glob("*/*.yaml"), key=lambda path: path.name)
CONTENTS = {path: contents(str(path)) for path in FILES}
RULES = [Rule(data, str(path)) for path, data in CONTENTS.items()]


class Example(NamedTuple):
    rule: Rule
    kind: str
    text: str
    label: str
    config: str


EXAMPLES = [
    Example(
        rule,
        kind,
        complete(example[kind], example.get("target")).text,
        f"{rule.id}-{kind}-{number}",
        example.get("config", ""),
    )
    for rule, data in zip(RULES, CONTENTS.values(), strict=True)
    for number, example in enumerate(data.get("examples", ()), 1)
    for kind in KINDS
    if kind in example
]
