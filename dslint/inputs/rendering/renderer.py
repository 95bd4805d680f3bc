"""The user's own helm and kustomize: run in a private copy, without a network, a cluster, plugins or a shell."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence

from dslint.external import Limits, run
from dslint.inputs.tree import Unreadable
from dslint.source.location import Location
from dslint.source.text import SourceText, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.external import Ended

LIMITS = Limits(seconds=60, output=64 << 20, memory=2 << 30)
# in a run: so long is waited in vain, and from then on no longer than this for an answer
IN_VAIN, AFTERWARDS = 180, 10
# nobody listens there: what asks for the network gets a refusal at once
_NOWHERE = "http://127.0.0.1:9"
_OURS = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")
_PLACE = re.compile(r"\(?((?:[\w.+-]+/)+[\w.+-]+):(\d+)(?::(\d+))?\)?")
_URL = re.compile(r"https?://(?!127\.0\.0\.1:9\b)[^\s\"')]+")
TRIED = "Helm 3.17 and 4.1 and kubectl 1.32 and 1.35"
_MISSING = re.compile(r"found in Chart\.yaml, but missing in charts/ directory: ([^\n]*)")
_NOISE = re.compile(r"^(?:level=\S+ msg=|Error: |error: |Use --debug flag)")
# Newer kubectl writes its error as a log line, on one line or, where the error has several, between < and >.
_LOGGED = re.compile(r'^[EF]\d{4} \S+ +\d+ \S+\] "command failed" err=')
# what kustomize says of old fields before it tells what is wrong
_WARNINGS = re.compile(r"\A(?:# Warning: [^\n]*\n+)+")
# Kustomize puts the settings of its own transformer before what is wrong with them.
_SETTINGS = re.compile(r"trouble configuring builtin \w+ with config: `[^`]*`: ")


class UnrenderedError(Unreadable):
    """A chart or an overlay cannot be rendered; ``at`` is the place that the renderer tells of."""

    message_key = "unrendered"

    def __init__(self, shown: str, reason: str, at: Location | None = None) -> None:
        super().__init__(shown, reason)
        self.message = f"cannot render {shown}: {reason}"
        self.at = at


class LackingError(UnrenderedError):
    """A chart cannot be rendered in any environment: others that it needs are not there."""

    def __init__(self, shown: str, names: str) -> None:
        super().__init__(shown, f"it needs charts that are not there: {names}; run: helm dependency build {shown}")


class Patience:
    """How long a run waits for renderers: less, once it has waited long in vain."""

    def __init__(self) -> None:
        self._waited = 0.0

    @property
    def limits(self) -> Limits:
        """What the next one may take."""
        return LIMITS if self._waited < IN_VAIN else LIMITS._replace(seconds=min(AFTERWARDS, LIMITS.seconds))

    def tell(self, ended: Ended, limits: Limits) -> None:
        """Take note of how one ended."""
        if ended.is_late:
            self._waited += limits.seconds


def program(*names: str) -> str | None:
    """Return the path of the first of some programs that is there."""
    from shutil import which

    return next((found for name in names if (found := which(name)) is not None), None)


def render(
    command: Sequence[str],
    files: Mapping[str, bytes],
    shown: str,
    *,
    sources: Mapping[str, SourceText] | None = None,
    network: bool = False,
    patience: Patience | None = None,
) -> str:
    """Run a renderer where some files are, and return what it prints; raises UnrenderedError.

    ``shown`` is what is rendered as people see it, ``sources`` are texts by the names that the renderer has for them.
    """
    from tempfile import TemporaryDirectory

    patience = patience or Patience()
    limits = patience.limits
    with TemporaryDirectory(prefix="dslint-", ignore_cleanup_errors=True) as top:
        put(os.path.join(top, "in"), files)
        try:
            ended = run(
                list(command), limits, folder=os.path.join(top, "in"), environment=_environment(top, network=network)
            )
        except (OSError, ValueError) as error:
            raise UnrenderedError(shown, f"cannot run {command[0]}: {error}") from None
        patience.tell(ended, limits)
        if ended.bound is not None:
            raise UnrenderedError(shown, f"{os.path.basename(command[0])} {ended.bound}")
        if ended.code:
            raise _failure(ended, shown, os.path.join(top, "in"), sources or {})
    try:
        return ended.output.decode("utf-8")
    except UnicodeDecodeError:
        raise UnrenderedError(shown, "what it becomes is not UTF-8") from None


def put(folder: str, files: Mapping[str, bytes]) -> None:
    """Write files below a folder, which is new."""
    made = set[str]()
    for path, data in {".": b"", **files}.items():
        where = os.path.normpath(os.path.join(folder, path))
        if path != "." and not where.startswith(os.path.join(folder, "")):
            continue
        parent = os.path.dirname(where) if path != "." else where
        if parent not in made:
            os.makedirs(parent, exist_ok=True)
            made.add(parent)
        if path != ".":
            with open(where, "wb") as file:
                file.write(data)


def asked(reason: str) -> str | None:
    """Return the address that a renderer has asked for in vain, by what it says."""
    found = _URL.search(reason) if _NOWHERE.removeprefix("http://") in reason else None
    return found[0].rstrip(":.,") if found is not None else None


def _environment(top: str, *, network: bool) -> dict[str, str]:
    own = {name: os.environ[name] for name in _OURS if name in os.environ}
    own |= {"HOME": top, "TMPDIR": top, "XDG_CONFIG_HOME": top, "XDG_CACHE_HOME": top, "XDG_DATA_HOME": top}
    own |= {f"HELM_{name}_HOME": os.path.join(top, name.lower()) for name in ("CACHE", "CONFIG", "DATA")}
    own |= {"HELM_PLUGINS": os.path.join(top, "plugins"), "KUBECONFIG": os.path.join(top, "kubeconfig")}
    if not network:
        own |= {"GIT_ALLOW_PROTOCOL": "none"}
        own |= dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"), _NOWHERE)
    return own


def _failure(ended: Ended, shown: str, folder: str, sources: Mapping[str, SourceText]) -> UnrenderedError:
    """Return what a renderer that failed says, with its place in one of the files."""
    text = ended.complaints.decode("utf-8", "replace").replace(os.path.join(folder, ""), "")
    text = _WARNINGS.sub("", text)
    if logged := _LOGGED.match(text):
        text = text[logged.end() :].strip()
        text = text[1:-1] if text.startswith("<") else re.sub(r"\\(.)", r"\1", text[1:-1])
    text = _SETTINGS.sub("", text)
    if lacking := _MISSING.search(text):
        return LackingError(shown, lacking[1])
    lines = [line for line in text.strip().splitlines() if line.strip()]
    told = next((number for number, line in enumerate(lines) if line.lower().startswith("error: ")), 0)
    reason = " ".join(
        _NOISE.sub("", line).strip() for line in lines[told : told + 3] if not line.startswith("Use --debug")
    )
    if "unknown flag" in reason:
        reason += f"; dslint is tested with {TRIED}"
    at = None
    for name, values in sources.items():
        if "/" not in name and name in reason:  # a file of values, which lies there under a name of ours
            reason, at = reason.replace(name, values.path), _line(values, 1)
    for found in _PLACE.finditer(reason):
        source = sources.get(found[1])
        if source is not None:
            at = _line(source, int(found[2]))
    return UnrenderedError(shown, reason or ended.last_words, at)


def _line(source: SourceText, number: int) -> Location:
    span = source.bounds(number)
    return Location(source, Span(span.start, max(span.end, span.start + 1)), "", "")
