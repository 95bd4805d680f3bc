"""How the values of keys are read: a function for each shape of :data:`dslint.config.keys.KEYS`.

Each takes the reader, the name of the key and its value, and returns the setting, or ``None`` where there is none to
be made of the value.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from dslint.config.errors import quote
from dslint.config.globs import Glob
from dslint.config.keys import Setting
from dslint.config.options import FAIL_ON, LEVELS
from dslint.config.presets import PREFIX, PRESETS
from dslint.config.reader import Reader, kind
from dslint.config.rule_words import RuleWord
from dslint.config.territory import is_above
from dslint.config.value import Value
from dslint.config.versions import pod_security, target_minors
from dslint.errors import UsageError

Read = Callable[[Reader, Value, Value], Setting | None]


def base(reader: Reader, key: Value, value: Value) -> Setting | None:
    """Read a preset or the path of a file; the value keeps its place."""
    word = reader.text(key, value)
    if word is not None and word.data.startswith(PREFIX) and word.data not in PRESETS:
        reader.mistakes.unknown(word, "preset", PRESETS)
        return None
    return None if word is None else Setting(word, word.data, ())


def file(reader: Reader, key: Value, value: Value) -> Setting | None:
    """Read the path of a file."""
    word = reader.text(key, value)
    return None if word is None else Setting(word.path, word.data, (key.where,))


def boolean(reader: Reader, key: Value, value: Value) -> Setting | None:
    """Read true or false."""
    if isinstance(value.data, bool):
        return Setting(value.data, value.data, (key.where,))
    reader.mistakes.add(value, f"{key} is true or false, not {kind(value)}")
    return None


def threshold(reader: Reader, key: Value, value: Value) -> Setting | None:
    """Read a severity, or ``never``."""
    level = reader.one_of(key, value, FAIL_ON)
    return None if level is None else Setting(level, level, (key.where,))


def level(reader: Reader, key: Value, value: Value) -> Setting | None:
    """Read a severity."""
    word = reader.one_of(key, value, LEVELS)
    return None if word is None else Setting(word, word, (key.where,))


def version(reader: Reader, key: Value, value: Value) -> Setting | None:
    """Read a Kubernetes version or a range of them, as minor versions."""
    if isinstance(value.data, (dict, list, bool)) or value.data is None:
        reader.mistakes.add(value, f"{key} takes a version such as 1.31, not {kind(value)}")
        return None
    try:
        return Setting(target_minors(value.raw), value.raw, (key.where,))
    except UsageError as error:
        reader.mistakes.add(value, error.message, hint=error.hint)
        return None


def security_level(reader: Reader, key: Value, value: Value) -> Setting | None:
    """Read a level of the Pod Security Standards, perhaps with a version of them."""
    word = reader.text(key, value)
    if word is None:
        return None
    try:
        return Setting(pod_security(word.data), word.data, (key.where,))
    except UsageError as error:
        reader.mistakes.add(value, error.message, hint=error.hint)
        return None


def platform(reader: Reader, key: Value, value: Value) -> Setting | None:
    """Read the name of a platform."""
    from dslint.kube.data.platforms import PLATFORMS  # few configurations name one

    name = reader.one_of(key, value, tuple(PLATFORMS))
    return None if name is None else Setting(name, name, (key.where,))


def rules(reader: Reader, key: Value, value: Value) -> Setting | None:
    """Read a list of words that name rules."""
    words = reader.rules(key, value, key.data)
    return None if words is None else _listed(words, tuple(word.data for word in words))


def globs(reader: Reader, key: Value, value: Value) -> Setting | None:
    """Read a list of globs."""
    words = reader.globs(key, value)
    return None if words is None else _listed(words, tuple(Glob(word.data, word.folder) for word in words))


def patterns(reader: Reader, key: Value, value: Value) -> Setting | None:
    """Read a list of patterns of values."""
    words = reader.texts(key, value)
    for word in words or ():
        if not word.data.strip("*? "):
            reader.mistakes.add(word, f"pattern {quote(word.data)} means every value")
    return None if words is None else _listed(words, tuple(word.data for word in words))


def folders(reader: Reader, key: Value, value: Value) -> Setting | None:
    """Read a list of folders."""
    words = reader.texts(key, value)
    for word in words or ():
        if not os.path.exists(word.path):
            reader.mistakes.add(word, f"no such folder: {quote(word.data)}")
        elif is_above(word.path, word.file.path):
            reader.mistakes.add(word, f"{quote(word.data)} holds more than policies: name a folder of them")
    return None if words is None else _listed(words, tuple(word.path for word in words))


def nodes(reader: Reader, key: Value, value: Value) -> Setting | None:
    """Read a file of nodes or a profile, or a list of them."""
    words = reader.texts(key, value._replace(data=[value]) if isinstance(value.data, str) else value)
    if words is None:
        return None
    return _listed(words, tuple(word.data if word.data.startswith("profile:") else word.path for word in words))


def _listed(words: tuple[Value, ...], values: tuple[object, ...]) -> Setting:
    return Setting(values, tuple(word.data for word in words), tuple(word.where for word in words))


def severities(reader: Reader, key: Value, value: Value) -> Setting:
    """Read a mapping of rules to severities."""
    found = {}
    for rule, item in reader.fields(value, key, "of rules to severities"):
        off = isinstance(item.data, bool) or str(item.data).lower() in ("off", "none", "ignore", "never")
        hint = f"to switch it off: ignore: [{rule}]" if off else None
        level = reader.one_of(f"severity of {rule}", item, LEVELS, hint)
        if level is not None:
            found[(rule.data,)] = Setting(level, level, (rule.where,))
            reader.rule_words.append(RuleWord(key.data, rule))
    return Setting(found, None, ())


def rule_options(reader: Reader, key: Value, value: Value) -> Setting:
    """Read a mapping of rules to their options."""
    found = {}
    for rule, item in reader.fields(value, key, "of rules to their options"):
        options = list(reader.fields(item, rule, "of options"))
        reader.rule_words.append(RuleWord(key.data, rule, tuple(options)))
        for name, option in options:
            found[(rule.data, name.data)] = Setting(option.plain(), option.plain(), (name.where,))
    return Setting(found, None, ())


def roles(reader: Reader, key: Value, value: Value) -> Setting:
    """Read a mapping of patterns of objects to lists of roles."""
    from dslint.manifest.role import ROLES  # few configurations state any

    found = {}
    for pattern, item in reader.fields(value, key, "of names to lists of roles"):
        words = reader.texts(f"roles of {pattern}", item)
        known = [reader.one_of(f"a role of {pattern}", word, ROLES) for word in words or ()]
        if words is not None and None not in known:
            found[(pattern.data,)] = Setting(tuple(known), known, (pattern.where,))
    return Setting(found, None, ())


def kinds(reader: Reader, key: Value, value: Value) -> Setting:
    """Read a mapping of kinds of objects to JSON Pointers, by what is there."""
    from dslint.kube.data.makers import PARTS, Maker  # as above

    found = {}
    for name, item in reader.fields(value, key, "of kinds to the parts of a DaemonSet that they hold"):
        words = name.data.split("/")
        if len(words) != 3 or not all(words):
            reader.mistakes.add(name, f"{quote(name.data)} is no kind", hint="write example.com/v1/Agent")
            continue
        parts = {}
        for part, pointer in reader.fields(item, name, "of parts to JSON Pointers", PARTS):
            text = reader.text(f"{part} of {name}", pointer)
            if text is not None and not text.data.startswith("/"):
                reader.mistakes.add(text, f"{quote(text.data)} is no JSON Pointer", hint=f"write /{text.data}")
            elif text is not None:
                parts[part.data] = text.data
        found[(name.data,)] = Setting(Maker(parts=parts), parts, (name.where,))
    return Setting(found, None, ())


def file_ignores(reader: Reader, key: Value, value: Value) -> Setting:
    """Read ``per-file-ignores``."""
    from dslint.config.exemptions import read_file_ignores  # few configurations have them

    return Setting(read_file_ignores(reader, key, value), (), ())


def exemptions(reader: Reader, key: Value, value: Value) -> Setting | None:
    """Read ``exceptions``."""
    from dslint.config.exemptions import read_exemptions  # as above

    found = read_exemptions(reader, key, value)
    return None if found is None else Setting(found, (), ())


def pools(reader: Reader, key: Value, value: Value) -> Setting:
    """Read ``pools``."""
    from dslint.config.pools import PoolReader  # as above

    found = PoolReader(reader.mistakes).read(value)
    return Setting(found, tuple(pool.name for pool in found), (key.where,))


def intents(reader: Reader, key: Value, value: Value) -> Setting:
    """Read ``coverage``."""
    from dslint.config.intents import IntentReader  # as above

    found = IntentReader(reader.mistakes).read(value)
    return Setting(found, tuple(intent.pattern for intent in found), (key.where,))


def budget(reader: Reader, key: Value, value: Value) -> Setting:
    """Read ``budget``."""
    from dslint.config.budget import BudgetReader  # as above

    found = BudgetReader(reader.mistakes).read(value)
    return Setting(found, tuple(one.pool or "node" for one in found), (key.where,))


def environments(reader: Reader, key: Value, value: Value) -> Setting:
    """Read ``render``."""
    from dslint.config.environments import read_environments  # as above

    found = tuple(read_environments(reader, value))
    return Setting(found, tuple(os.path.basename(one.path) for one in found), (key.where,) if found else ())


def cluster(reader: Reader, key: Value, value: Value) -> Setting:
    """Read ``cluster``."""
    from dslint.config.declared import DeclaredReader  # as above

    found = tuple(DeclaredReader(reader).read(value))
    return Setting(found, tuple(str(one.owner.name) for one in found), (key.where,) if found else ())


SHAPES: Mapping[str, Read] = {
    "base": base,
    "file": file,
    "boolean": boolean,
    "threshold": threshold,
    "level": level,
    "version": version,
    "podSecurity": security_level,
    "platform": platform,
    "rules": rules,
    "globs": globs,
    "patterns": patterns,
    "folders": folders,
    "nodes": nodes,
    "severities": severities,
    "ruleOptions": rule_options,
    "roles": roles,
    "kinds": kinds,
    "fileIgnores": file_ignores,
    "exemptions": exemptions,
    "pools": pools,
    "intents": intents,
    "budget": budget,
    "environments": environments,
    "cluster": cluster,
}
