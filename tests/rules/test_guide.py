"""The guide for new rules names every key that a rule file may have, in the order of all rule files."""

import json
import re

from .rulefiles import ORDER, ROOT

GUIDE = (ROOT / "docs" / "contributing" / "new-rule.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "schemas" / "rule.schema.json").read_text(encoding="utf-8"))


def test_the_guide_has_a_row_for_every_key_of_a_rule_file():
    rows = re.findall(r"^\| (`[^|]*) \|", GUIDE, re.MULTILINE)
    assert [key for row in rows for key in re.findall("`([a-z-]+)`", row)] == list(ORDER)


def test_the_guide_names_every_key_of_an_example():
    of_examples = GUIDE[GUIDE.index("## Examples") : GUIDE.index("## The check")]
    assert [key for key in SCHEMA["$defs"]["example"]["properties"] if f"`{key}`" not in of_examples] == []


def test_the_order_of_the_keys_has_every_key_of_the_schema_but_those_of_policies():
    assert SCHEMA["properties"].keys() - set(ORDER) == {"schema", "cel", "messageExpression", "variables"}
