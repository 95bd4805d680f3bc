"""The page of a rule, for ``dslint explain`` and the documentation: as Markdown and as data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from dslint.catalogue.example import shown
from dslint.catalogue.index import contents
from dslint.catalogue.rule import Message, Rule
from dslint.phrases import and_more
from dslint.template import fill, printable, slots

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

GAP = "…"
MOST = 4  # so many ways to put it right are on the first screen


def data(rule: Rule) -> dict[str, Any]:
    """Return all that there is to say of a rule, ready for JSON; reads its file, never its check."""
    file = contents(rule.path)
    return {
        "id": rule.id,
        "name": rule.name,
        "summary": rule.summary,
        "severity": rule.severity,
        "default": rule.default,
        "status": rule.status,
        "since": rule.since,
        "tags": list(rule.tags),
        "kubernetes": rule.kubernetes,
        "aliases": list(rule.aliases),
        "fix": rule.fix,
        "fix-note": file.get("fix-note"),
        "rationale": file.get("rationale"),
        "messages": {key: _message(rule, message) for key, message in rule.messages.items()},
        "options": {name: dict(spec) for name, spec in (rule.options or {}).items()},
        "references": list(file.get("references", ())),
        "examples": [dict(example) for example in file.get("examples", ())],
        "target": rule.target,
        "schema": rule.schema,
    }


def page(rule: Rule) -> str:
    """Return the page as Markdown; control characters in a policy's texts are shown as escapes."""
    return _shown(_page(data(rule)))


def _shown(lines: Iterable[str]) -> str:
    return "".join(char if char == "\n" else printable(char) for char in "\n".join(lines))


def brief(rule: Rule) -> str:
    """Return what one screen has room for, as Markdown: what, why, how it is put right, a bad and a good example."""
    said = data(rule)
    return _shown([*_brief(said), *_rest(said)])


def _message(rule: Rule, message: Message) -> dict[str, Any]:
    return {
        "text": message.text,
        "label": message.label,
        "why": message.why,
        "help": message.help,
        "severity": message.severity or rule.severity,
        "default": rule.default if message.default is None else message.default,
        "fix": message.fix,
    }


def _page(rule: Mapping[str, Any]) -> Iterator[str]:
    yield f"# {' · '.join(_title(rule))}"
    yield from ("", "## What it finds", "", _sentence(rule["summary"]), "")
    texts = [(_readable(message["text"]), _differences(rule, message)) for message in rule["messages"].values()]
    yield from dict.fromkeys(f"- {_code(text)}{differences}" for text, differences in texts if text)
    if rule["kubernetes"]:
        yield from ("", f"Holds for target versions {rule['kubernetes']}.")
    yield from _why(rule)
    for kind in ("bad", "good", "fixed"):
        yield from _examples(kind, rule["examples"])
    yield from ("", "## Fix", "", *_fix(rule))
    yield from ("## Options", "", *_options(rule))
    if rule["references"]:
        yield from ("", "## Read more", "")
        yield from (f"- {_link(reference)}" for reference in rule["references"])
    yield ""


def _brief(rule: Mapping[str, Any]) -> Iterator[str]:
    yield f"# {' · '.join(_title(rule))}"
    yield from ("", _sentence(rule["summary"]))
    yield from _why(rule)
    yield from ("", "## Fix", "", *_fix(rule, most=MOST))
    bad, good = _pair(rule["examples"])
    if bad:
        yield from ("## Bad", *_example("bad", bad, titled=True))
    if good:
        kind = next(kind for kind in ("fixed", "good") if kind in good)
        yield from ("", "## Good", *_example(kind, good, titled=good is not bad))


def _pair(examples: list[dict[str, Any]]) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Return the shortest bad example, and what shows the same done right, else the shortest good one."""
    good = [one for one in examples if "good" in one or "fixed" in one]
    bad = [one for one in examples if "bad" in one]
    first = min([one for one in bad if one in good] or bad, key=lambda one: one["bad"].count("\n"), default=None)
    return first, first if first in good else min(good, key=lambda one: one["good"].count("\n"), default=None)


def _rest(rule: Mapping[str, Any]) -> Iterator[str]:
    """Say what the whole page has besides."""
    pieces = sum(kind in example for example in rule["examples"] for kind in ("bad", "good", "fixed"))
    more = [f"{pieces} examples"] if pieces > 2 else []
    more += ["options"] if rule["options"] else []
    more += ["references"] if rule["references"] else []
    what = f" has {' and '.join(filter(None, (', '.join(more[:-1]), more[-1])))}" if more else " is the whole page"
    yield from ("", f"`dslint explain {rule['id']} --full`{what}.", "")


def _why(rule: Mapping[str, Any]) -> Iterator[str]:
    if rule["rationale"]:
        yield from ("", "## Why it matters", "", rule["rationale"].rstrip())


def _title(rule: Mapping[str, Any]) -> Iterator[str]:
    yield f"{rule['id']} {rule['name']}"
    yield rule["severity"]
    if not rule["default"]:
        on = any(message["default"] for message in rule["messages"].values())
        yield "on by default in part" if on else "off by default"
    yield f"fix: {rule['fix']}"
    if rule["since"]:
        yield f"since {rule['since']}"
    yield rule["status"]
    yield f"tags: {', '.join(rule['tags'])}"


def _differences(rule: Mapping[str, Any], message: Mapping[str, Any]) -> str:
    """Say where a message differs from its rule."""
    notes = [message["severity"]] if message["severity"] != rule["severity"] else []
    if message["default"] != rule["default"]:
        notes.append("on by default" if message["default"] else "off by default")
    return f" ({', '.join(notes)})" if notes else ""


def _examples(kind: str, examples: list[dict[str, Any]]) -> Iterator[str]:
    of_kind = [example for example in examples if kind in example]
    if of_kind:
        yield from ("", f"## {kind.capitalize()}")
    for example in of_kind:
        yield from _example(kind, example, titled=kind == "bad" or len(of_kind) > 1)


def _example(kind: str, example: Mapping[str, Any], *, titled: bool) -> Iterator[str]:
    text = shown(example[kind], example.get("target")).rstrip("\n")
    fence = "```"
    while fence in text:
        fence += "`"
    title = example.get("title")
    if title and titled:
        yield from ("", f"Instead of {title}:" if kind != "bad" and "bad" in example else f"{_capital(title)}:")
    if "config" in example:
        yield from ("", "```yaml", "# dslint.yaml", example["config"].rstrip("\n"), "```")
    yield from ("", f"{fence}yaml", text, fence)


_FIXES = {
    "safe": "`--fix` puts it right.",
    "unsafe": "`--fix --unsafe-fixes` puts it right; look at the change before you apply it.",
    "none": "None: what is right depends on what was meant.",
}


def _fix(rule: Mapping[str, Any], most: int | None = None) -> Iterator[str]:
    """Say what ``--fix`` does, for each safety, and what is left to do by hand; ``most`` of each, where it is given."""
    messages = rule["messages"].values()
    fixed = [kind for kind in ("safe", "unsafe") if any(one["fix"] == kind for one in messages)]
    for kind in fixed:
        yield from (_FIXES[kind], *_helps((one for one in messages if one["fix"] == kind), most), "")
    if rule["fix-note"]:
        yield from (rule["fix-note"].rstrip(), "")
    helps = list(_helps((one for one in messages if one["fix"] not in fixed), most))
    if not fixed or helps:
        yield from ("By hand:" if fixed else _FIXES["none"], *helps, "")


def _helps(messages: Iterable[Mapping[str, Any]], most: int | None) -> Iterator[str]:
    helps = list(dict.fromkeys(filter(None, (_readable(message["help"] or "") for message in messages))))
    if helps:
        yield ""
        yield from (f"- {_code(text)}" for text in helps[:most])
        if most is not None and len(helps) > most:
            yield f"-{and_more(len(helps) - most).removeprefix(' and')}"


def _readable(text: str) -> str:
    """Return a template with ``…`` where values stand; nothing where hardly a word is left."""
    plain = re.sub(f"{GAP}( ?{GAP})+", GAP, fill(text, dict.fromkeys(slots(text), GAP)))
    return plain if plain == text or len(re.findall(r"\w{3,}", plain)) > 1 else ""


def _options(rule: Mapping[str, Any]) -> Iterator[str]:
    if not rule["options"]:
        yield "None."
    for name, spec in rule["options"].items():
        default = f" (default {_code(_yaml(spec['default']))})" if "default" in spec else ""
        yield f"- `{name}`: {spec['description']}{default}"


def _yaml(value: Any) -> str:
    import json  # JSON is YAML; few rules have options

    return json.dumps(value, ensure_ascii=False)


def _sentence(text: str) -> str:
    return f"{_capital(text)}."


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _code(text: str) -> str:
    """Return text that Markdown leaves alone."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _link(reference: str) -> str:
    return f"<{reference}>" if reference.startswith("https://") else f"`{reference}`"
