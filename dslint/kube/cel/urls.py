"""URLs as Go reads them, as far as a request can hold one.

Sources: net/url/url.go (ParseRequestURI, Parse); staging/src/k8s.io/apiserver/pkg/cel/library/urls.go
(Kubernetes v1.37.2).
"""

from __future__ import annotations

import re
from functools import lru_cache

from dslint.kube.cel.values import CelValueError, content, opaque, text_of
from dslint.kube.values.gojson import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*\Z")
_PORT = re.compile(r":[0-9]*\Z")
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPED = re.compile(rb"%([0-9A-Fa-f]{2})")
_PATH_SAFE = re.compile(r"[^A-Za-z0-9\-_.~$&+,/:;=@!'()*%\[\]]")


def url(value: Any) -> str:
    """``url("https://host/path")``."""
    text = text_of(value)
    problem = _problem(text)
    if problem:
        raise CelValueError(f"URL parse error during conversion from string: parse {quote(text)}: {problem}")
    return opaque("url", text)


def is_url(value: Any) -> bool:
    """``isURL("https://host")``."""
    return not _problem(text_of(value))


@lru_cache(maxsize=256)
def _problem(text: str) -> str:
    """Return what Go's ParseRequestURI says of a text, empty if it takes it."""
    if any(ord(char) < 0x20 or ord(char) == 0x7F for char in text):
        return "net/url: invalid control character in URL"
    if not text:
        return "empty url"
    if text == "*":
        return ""
    scheme, colon, rest = text.partition(":")
    if text[0] == ":":
        return "missing protocol scheme"
    if not colon or not _SCHEME.match(scheme):
        rest, scheme = text, ""
    rest = rest.partition("?")[0]
    if not rest.startswith("/"):
        return "" if scheme else "invalid URI for request"
    path = rest
    if rest.startswith("//") and (scheme or not rest.startswith("///")):
        authority, slash, path = rest[2:].partition("/")
        path = slash + path
        problem = _authority(authority)
        if problem:
            return problem
    bad = _ESCAPE.search(path)
    return f"invalid URL escape {quote(path[bad.start() : bad.start() + 3])}" if bad else ""


def _authority(text: str) -> str:
    host = text.rpartition("@")[2]
    if host.startswith("["):
        end = host.rfind("]")
        if end < 0:
            return "missing ']' in host"
        rest = host[end + 1 :]
        return f"invalid port {quote(rest)} after host" if rest and not _PORT.match(rest) else ""
    at = host.rfind(":")
    if at >= 0 and not _PORT.match(host[at:]):
        return f"invalid port {quote(host[at:])} after host"
    bad = re.search(r'[ <>"\\^`{|}]', host)
    if bad:
        return f"invalid character {quote(bad[0])} in host name"
    wrong = _ESCAPE.search(host)
    return f"invalid URL escape {quote(host[wrong.start() : wrong.start() + 3])}" if wrong else ""


def _split(text: str) -> tuple[str, str, str, str]:
    """Return scheme, authority, path and query."""
    scheme, colon, rest = text.partition("#")[0].partition(":")
    if not colon or not _SCHEME.match(scheme):
        scheme, rest = "", text.partition("#")[0]
    rest, _, query = rest.partition("?")
    if not rest.startswith("//"):
        return scheme.lower(), "", rest, query
    authority, slash, path = rest[2:].partition("/")
    return scheme.lower(), authority, slash + path, query


def part(value: Any, name: str) -> str:
    """Return a part of a URL: scheme, host, hostname, port or path."""
    scheme, authority, path, _ = _split(content("url", value))
    host = authority.rpartition("@")[2]
    if name == "scheme":
        return scheme
    if name == "host":
        return host
    if name == "path":
        return _PATH_SAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), path)
    base, colon, port = host.rpartition(":")
    if not colon or "]" in port or not (port == "" or port.isdigit()):
        base, port = host, ""
    return port if name == "port" else base.removeprefix("[").removesuffix("]")


def query(value: Any) -> dict[str, list[str]]:
    """Return the values of a URL's query by their names; what cannot be read is left out, as Go does."""
    out: dict[str, list[str]] = {}
    for pair in _split(content("url", value))[3].split("&"):
        if pair and ";" not in pair and not _ESCAPE.search(pair):
            name, _, text = pair.partition("=")
            out.setdefault(_unescaped(name), []).append(_unescaped(text))
    return out


def _unescaped(text: str) -> str:
    data = text.replace("+", " ").encode()
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data).decode("utf-8", "replace")
