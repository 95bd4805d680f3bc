"""What holds of every text whatever is in it; raises AssertionError where it does not."""

import json
import re
from functools import cache

import yaml
from jsonschema import Draft202012Validator

from dslint import Options
from dslint.fix import Fixer
from dslint.inputs.words import WORDS
from dslint.render import renderer
from dslint.render.style import Style
from dslint.run import check_paths, check_text
from tests.checkout import ROOT

OPTIONS = Options(select=("ALL",), preview=True, no_config=True, nodes=("profile:kubeadm",))
_SEPARATOR = re.compile(r"^---(?=[ \t\r]*(?:#.*)?$)", re.MULTILINE)


def hold(text, *, schema=False):
    """Check a text and hold what costs little against it; with ``schema`` the JSON against its schema too."""
    report = check_text(text, path="a.yaml", options=OPTIONS)
    assert report.errors == [], report.errors
    assert not [one for one in report.findings if one.rule == "DS007"]
    _hold_places(report)
    if not (report.findings or report.not_checked or report.suppressed or report.daemon_sets or report.parts):
        assert not any(map(lost, documents(text))), "a text that nobody reads, and no word of it"
        assert not sees(text), "a DaemonSet that nobody sees"
    if schema:
        data = json.loads("".join(renderer("json")(report, Style())))
        assert not [error.message for error in validator().iter_errors(data)]
    return report


def _hold_places(report):
    for finding in report.findings:
        for place in (finding.at, *finding.related):
            size = place.source.size
            assert 0 <= place.span.start <= place.span.end <= size + 1, place
            assert place.span.start <= size, place
            line = place.source.bounds(place.start.line)
            assert line.start <= place.span.start, place
            assert place.start.column == place.span.start - line.start + 1, place


@cache
def validator():
    return Draft202012Validator(json.loads((ROOT / "schemas" / "report.schema.json").read_text(encoding="utf-8")))


def documents(text):
    """Return the documents of a stream as another reader cuts them; directives in front of the first are none."""
    # libyaml skips a mark at the start of a line, Go's YAML takes it for a letter
    first, *others = _SEPARATOR.split(text.removeprefix("\ufeff").replace("\ufeff", "\u2060"))
    return others if others and re.fullmatch(r"(?:%.*\n)+", first) else [first, *others]


def refused(text):
    """Tell whether libyaml, of which kubectl's reader is a translation, refuses a document."""
    try:
        for document in documents(text):
            list(yaml.parse(document, Loader=yaml.CSafeLoader))
    except (yaml.YAMLError, ValueError, RecursionError):
        return True
    return False


def lost(document):
    """Tell whether a document that mentions a DaemonSet is refused, or one is mentioned in what is dropped of it.

    kubectl's reader ends with the first document that it sees in one; no error behind it is ever met.
    """
    events, start = yaml.parse(document, Loader=yaml.CSafeLoader), 0
    try:
        start = next((one.end_mark.index for one in events if isinstance(one, yaml.DocumentEndEvent)), len(document))
        if isinstance(next(events, None), yaml.StreamEndEvent):
            return False
    except (yaml.YAMLError, ValueError, RecursionError):
        pass
    return any(word in document[start:] for word in WORDS)


def sees(text):
    """Tell whether another reader sees a DaemonSet in a text that it reads whole."""
    try:
        found = [yaml.load(document, Loader=yaml.CSafeLoader) for document in documents(text)]
    except (yaml.YAMLError, ValueError, RecursionError, TypeError, KeyError, OverflowError):
        return False
    return any(isinstance(one, dict) and one.get("kind") == "DaemonSet" and "spec" in one for one in found)


def fixed(text, folder):
    """Fix a text as the command does, and return it with what was fixed; holds that a second run changes nothing."""
    path = folder / "a.yaml"
    path.write_bytes(text.encode("utf-8", "replace"))
    fixer = Fixer(unsafe=True)
    report = check_paths([str(path)], OPTIONS, fixer=fixer)
    assert report.errors == [], report.errors
    once = path.read_bytes()
    again = Fixer(unsafe=True)
    check_paths([str(path)], OPTIONS, fixer=again)
    assert path.read_bytes() == once, "a second run fixes more"
    assert again.applied == []
    after = once.decode()
    if fixer.applied:
        assert refused(text) or not refused(after), "what is fixed cannot be read"
    return after, fixer.applied
