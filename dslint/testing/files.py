"""Test files: what a policy allows and what it denies, for those whose own files have no room for examples.

A file ``NAME.test.yaml`` beside the policies names one of them and lists examples. Each is a manifest, or fields of one
part of a DaemonSet, below ``allow`` or ``deny``; ``message`` is what has to be said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dslint.catalogue.example import complete
from dslint.catalogue.index import load_rules
from dslint.catalogue.rule import Rule
from dslint.catalogue.selection import ADMISSION, find_rule
from dslint.config import Options, Resolver
from dslint.errors import RuleFileError
from dslint.inputs.load import load_text
from dslint.manifest.field import Field
from dslint.paths import read_file
from dslint.phrases import did_you_mean, suggest
from dslint.policy.files import test_files
from dslint.run import Run
from dslint.source.text import SourceText, Span, UndecodableError
from dslint.source.tree import Mapping, ParseError, parse
from dslint.template import printable, show
from dslint.testing.results import Mismatch, Result, configured, place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.finding import Finding

ALLOW, DENY = "allow", "deny"
_KEYS = ("title", "target", ALLOW, DENY, "message", "config")
_TARGETS = ("spec", "podTemplate", "podSpec", "container")
_POD = ("pods are refused: ", "pods: ")
_MAX_SIZE = 1 << 20


def run_files(dirs: Iterable[str]) -> Iterator[Result]:
    """Yield how each example of the test files in some folders fared, and which policies the API server would refuse.

    Raises RuleFileError for what is wrong in a test file, and as :func:`dslint.policy.load` does.
    """
    folders = tuple(dirs)
    ours = {rule.id for rule in load_rules()}
    rules = Resolver(Options(policies=folders, no_config=True)).settings_for("./").rules
    for rule in rules:
        if problem := rule.evaluator is not None and rule.evaluator.problem:
            wrong = Mismatch(0, "a policy that the API server stores", problem)
            yield Result(rule, rule.path, 1, False, rule.name, "stored", (wrong,))
    files = list(test_files(folders))
    if not files:
        return
    named = tuple(rule.id for rule in rules if rule.id not in ours)
    options = Options(policies=folders, select=(*named, "DS1"), preview=True, no_config=True)
    shared = Run(options)
    for path in files:
        source, root = _read(path)
        rule = _rule(root, source, shared)
        for example in root.get("examples").items():
            yield _run(example, source, rule, shared, options)


def _read(path: str) -> tuple[SourceText, Field]:
    """Return a test file that has passed every check."""
    try:
        source = SourceText.decode(path, read_file(path, _MAX_SIZE))
        root = Field(parse(source.text).root)
    except (OSError, UndecodableError) as error:
        raise RuleFileError(f"{printable(path)}: {error}") from None
    except ParseError as error:
        at = min(error.offset, len(source.text))
        raise RuleFileError(printable(error.reason), source=source, span=Span(at, at + 1)) from None
    _refuse_keys(root, ("policy", "examples"), source)
    if not root.get("policy").text:
        _refuse(root.get("policy"), "a test file names its policy", source)
    examples = list(root.get("examples").items())
    if not examples:
        _refuse(root.get("examples"), "a test file has examples", source)
    for example in examples:
        _refuse_keys(example, _KEYS, source)
        for key in _KEYS:
            if example.get(key) and not example.get(key).text:
                _refuse(example.get(key), f"{key} is a text", source)
        if bool(example.get(ALLOW)) == bool(example.get(DENY)):
            _refuse(example, "an example has either allow or deny", source)
        if example.get("message") and not example.get(DENY):
            _refuse(example.get("message"), "nothing is said of what is allowed", source)
        if (target := example.get("target").text) and target not in _TARGETS:
            _refuse(example.get("target"), f'"{show(target)}" is not one of {", ".join(_TARGETS)}', source)
    return source, root


def _refuse_keys(field: Field, known: tuple[str, ...], source: SourceText) -> None:
    if not isinstance(field.target, Mapping):
        _refuse(field, f"here is a mapping of {', '.join(known)}", source)
    for entry in field.entries():
        if str(entry.name) not in known:
            hint = did_you_mean((close := suggest(str(entry.name), known)) and f'"{close}"')
            message = f'unknown key "{show(str(entry.name))}"'
            raise RuleFileError(message, hint=hint, source=source, span=entry.span(key=True))


def _refuse(field: Field, message: str, source: SourceText) -> None:
    raise RuleFileError(message, source=source, span=field.span())


def _rule(root: Field, source: SourceText, run: Run) -> Rule:
    word, rules = root.get("policy").text, run.resolver.settings_for("./").rules
    rule = find_rule(rules, f"{ADMISSION}{word}") or find_rule(rules, word)
    if rule is None:
        _refuse(root.get("policy"), f'no policy here is called "{show(word)}"', source)
    assert rule is not None  # noqa: S101 - refused above
    return rule


def _run(example: Field, source: SourceText, rule: Rule, shared: Run, options: Options) -> Result:
    kind = ALLOW if example.get(ALLOW) else DENY
    text, config = example.get(kind), example.get("config").text
    manifest = complete(text.text, example.get("target").text)
    with configured(options, config) as there:
        run = Run(there) if config else shared
        found, undecided = _judge(run, rule, manifest.text)
    refused = [one for one in found if one.rule != rule.id]
    said = [(one.at.start.line, _said(one)) for one in found if one.rule == rule.id]
    wrong = list(_compare(kind, rule, said, example.get("message").text))
    if refused:
        first = refused[0]
        wrong = [Mismatch(first.at.start.line, "what the API server accepts", f"{first.rule}: {first.message}")]
    elif undecided and not said:
        wrong = [Mismatch(1, "a decision", f"none: {undecided}")]
    shown = tuple(one._replace(line=manifest.line(one.line)) for one in wrong)
    line, in_block = place(text, source)
    return Result(rule, source.path, line, in_block, example.get("title").text or kind, kind, shown)


def _compare(kind: str, rule: Rule, said: list[tuple[int, str]], message: str) -> Iterator[Mismatch]:
    if kind == ALLOW:
        yield from (Mismatch(line, None, f"{rule.id}: {text}") for line, text in said)
    elif not said:
        yield Mismatch(1, rule.id, None)
    elif message and message.strip() not in [text for _, text in said]:
        yield Mismatch(said[0][0], f'"{message.strip()}"', f'"{said[0][1]}"')


def _judge(run: Run, rule: Rule, text: str) -> tuple[list[Finding], str]:
    """Return what a rule and the API server say of a text, and why the rule decides nothing."""
    own = find_rule(run.resolver.settings_for("./").rules, rule.id)
    evaluator = own.evaluator if own is not None else None
    before = len(run.report.findings)
    run.report.left_open.clear()
    run.judge(load_text(text, "example.yaml"))
    found = [
        one
        for one in run.report.findings[before:]
        if one.rule == rule.id or (one.rule.startswith("DS1") and one.severity == "error")
    ]
    if evaluator is None:
        return found, ""
    if evaluator.problem:
        return found, evaluator.problem
    left_open = [reason for reason, _ in run.report.left_open.get(rule.id, ())]
    return found, next(iter((*sorted(evaluator.undecided.always), *left_open)), "")


def _said(finding: Finding) -> str:
    """Return what the API server says: not that it is about pods."""
    return next((finding.message.removeprefix(one) for one in _POD if finding.message.startswith(one)), finding.message)
