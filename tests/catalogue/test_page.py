"""The page of a rule says all that its file says, as Markdown and as data."""

import json
import subprocess
import sys

import pytest

from dslint.catalogue import page as rulepage
from dslint.catalogue.index import load_rules
from dslint.catalogue.rule import Rule
from dslint.catalogue.selection import find_rule
from dslint.source.tree import parse, plain

FILE = r"""
id: ACME007
name: short-grace
summary: grace period that is too short
severity: warning
default: false
tags: [rollout, ours]
kubernetes: ">=1.30"
rationale: |
  Agents flush.

  It takes a while.
messages:
  found: "`{field}` lasts {value} seconds"
  other: {text: "{field} is odd", help: "{write}{allowed}"}
  missing: {text: no grace period, severity: info, default: true, help: set one}
references: [https://kubernetes.io/docs/, wiki/agents]
options:
  least: {description: the shortest that will do, type: integer, default: 10}
target: podSpec
schema: {required: [terminationGracePeriodSeconds]}
examples:
  - title: a second
    bad: |
      a: 1 # <- ACME007
      b: |
        ```
    good: |
      a: 20
  - good: |
      a: 30
"""
PAGE = """\
# ACME007 short-grace · warning · on by default in part · fix: none · stable · tags: rollout, ours

## What it finds

Grace period that is too short.

- `` `…` lasts … seconds ``
- `no grace period` (info, on by default)

Holds for target versions >=1.30.

## Why it matters

Agents flush.

It takes a while.

## Bad

A second:

````yaml
a: 1 # <- ACME007
b: |
  ```
````

## Good

Instead of a second:

```yaml
a: 20
```

```yaml
a: 30
```

## Fix

None: what is right depends on what was meant.

- `set one`

## Options

- `least`: the shortest that will do (default `10`)

## Read more

- <https://kubernetes.io/docs/>
- `wiki/agents`
"""


def rule_of(folder, text=FILE):
    path = folder / "rule.yaml"
    path.write_text(text, encoding="utf-8")
    return Rule({"status": "stable", "since": ""} | plain(parse(text).root), str(path))


def test_the_page_says_what_the_file_says(tmp_path):
    assert rulepage.page(rule_of(tmp_path)) == PAGE


PART = """\
## Bad

A second:

```yaml
# spec.template.spec.containers[0] # <- ACME007
ports: []
```

## Good

```yaml
# spec.template.spec.containers[0]
ports: [{containerPort: 80}]
```
"""


def test_an_example_of_a_part_stands_below_its_path_and_the_rest_is_not_shown(tmp_path):
    examples = {"title": "a second", "target": "container", "bad": "# <- ACME007\nports: []\n",
                "good": "ports: [{containerPort: 80}]\n"}  # fmt: skip
    rule = rule_of(tmp_path, f"{FILE[: FILE.index('examples:')]}examples: {json.dumps([examples])}")
    assert PART in rulepage.page(rule)
    assert rulepage.data(rule)["examples"] == [examples]


def test_the_data_are_those_of_the_file(tmp_path):
    data, file = rulepage.data(rule_of(tmp_path)), plain(parse(FILE).root)
    same = set(file) - {"messages"}
    assert {key: data[key] for key in same} == {key: file[key] for key in same}
    assert data["messages"]["missing"] == {
        "text": "no grace period",
        "label": None,
        "why": None,
        "help": "set one",
        "severity": "info",
        "default": True,
        "fix": "none",
    }


@pytest.mark.parametrize("rule", load_rules(), ids=[rule.id for rule in load_rules()])
def test_every_rule_has_a_page_and_data_fit_for_json(rule):
    data = rulepage.data(rule)
    assert json.loads(json.dumps(data)) == data
    title, *sections = [line for line in rulepage.page(rule).splitlines() if line.startswith("#")]
    assert title.startswith(f"# {rule.id} {rule.name} · {rule.severity} · ")
    order = ["## What it finds", "## Why it matters", "## Bad", "## Good", "## Fix", "## Options", "## Read more"]
    assert [line for line in sections if line in order] == [line for line in order if line in sections]


def test_control_characters_of_a_policy_are_shown_as_escapes(tmp_path):
    page = rulepage.page(rule_of(tmp_path, FILE.replace("help: set one", r'help: "set it\e[2J\u0085one"')))
    assert r"set it\x1b[2J\x85one" in page


@pytest.mark.parametrize(
    ("fix", "said"),
    [("safe", "`--fix` puts"), ("unsafe", "`--fix --unsafe-fixes` puts"), ("none", "None: what is right")],
)
def test_the_page_says_how_it_is_fixed(tmp_path, fix, said):
    rule = rule_of(tmp_path, f"{FILE}fix: {fix}\n")
    assert f"## Fix\n\n{said}" in rulepage.page(rule)


MIXED = """\
`--fix` puts it right.

- `quote the value …`

`--fix --unsafe-fixes` puts it right; look at the change before you apply it.

- `remove the field …`

Quotes are safe.

By hand:

- `set one`

"""


def test_the_page_says_of_each_message_how_it_is_fixed_and_why(tmp_path):
    text = FILE.replace(
        'found: "`{field}` lasts {value} seconds"', "found: {text: a, help: 'quote the value {value}', fix: safe}"
    )
    text = text.replace('help: "{write}{allowed}"', 'help: "remove the field {field}{also}", fix: unsafe')
    rule = rule_of(tmp_path, f"{text}fix-note: |\n  Quotes are safe.\n")
    assert f"\n## Fix\n\n{MIXED}## Options\n" in rulepage.page(rule)
    assert (rule.fix, rulepage.data(rule)["fix-note"]) == ("mixed", "Quotes are safe.\n")


@pytest.mark.parametrize(
    ("fixes", "fix"),
    [("none none", "none"), ("safe none", "safe"), ("none unsafe", "unsafe"), ("unsafe safe", "mixed")],
)
def test_the_fix_of_a_rule_is_that_of_its_messages_that_have_one(tmp_path, fixes, fix):
    one, other = fixes.split()
    text = FILE.replace('found: "`{field}` lasts {value} seconds"', f"found: {{text: a, fix: {one}}}")
    assert rule_of(tmp_path, text.replace("{text: no grace period", f"{{fix: {other}, text: a")).fix == fix


def test_a_page_imports_no_check():
    first = load_rules()[0].name
    script = (
        "import sys; from dslint.catalogue import page;"
        "from dslint.catalogue.selection import find_rule; from dslint.catalogue.index import load_rules;"
        f"page.page(find_rule(load_rules(), {first!r}));"
        "print([name for name in sys.modules if name.startswith(('dslint.checks', 'dslint.kube.', 'jsonschema'))])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout == "[]\n"


def test_the_title_of_an_own_rule_is_complete():
    rule = find_rule(load_rules(), "DS202")
    title, _, tags = rulepage.page(rule).splitlines()[0].partition(" · tags: ")
    assert title == f"# DS202 retired-master-toleration · warning · fix: {rule.fix} · since 0.1 · stable"
    assert tags.split(", ") == list(rule.tags)


BRIEF = """\
# ACME007 short-grace · warning · on by default in part · fix: none · stable · tags: rollout, ours

Grace period that is too short.

## Why it matters

Agents flush.

It takes a while.

## Fix

None: what is right depends on what was meant.

- `set one`

## Bad

A second:

````yaml
a: 1 # <- ACME007
b: |
  ```
````

## Good

```yaml
a: 20
```

`dslint explain ACME007 --full` has 3 examples, options and references.
"""


def test_the_brief_page_is_summary_why_fix_and_one_pair_of_examples(tmp_path):
    assert rulepage.brief(rule_of(tmp_path)) == BRIEF


def test_of_many_ways_to_put_it_right_the_brief_page_shows_the_first_ones(tmp_path):
    more = "".join(f"  other{n}: {{text: no grace at all {n}, help: wait {n} seconds}}\n" for n in range(6))
    rule = rule_of(tmp_path, FILE.replace("references:", f"{more}references:"))
    assert "- `set one`\n- `wait 0 seconds`\n- `wait 1 seconds`\n- `wait 2 seconds`\n- 3 more\n" in rulepage.brief(rule)
    assert "- `wait 5 seconds`\n" in rulepage.page(rule)
