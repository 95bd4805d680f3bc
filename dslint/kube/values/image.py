"""Image references, read as the API server and the kubelet read them.

Sources: pkg/util/parsers/parsers.go (ParseImageName), pkg/apis/core/v1/defaults.go (SetDefaults_Container), and
github.com/distribution/reference v0.6.0 with opencontainers/go-digest v1.0.0.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from dslint.record import NamedTuple

DEFAULT_REGISTRY = "docker.io"
_LEGACY_REGISTRY = "index.docker.io"
_HEX_LENGTH = {"sha256": 64, "sha384": 96, "sha512": 128}
_MAX_PATH = 255
_MAX_TAG = 128
_PLACEHOLDER = (
    r"^ko://|[${}<>()*#]|%(?=[A-Za-z%])|\[\[|__|\b(VERSION|TAG|IMAGE)\b|REPLACE|CHANGE|YOUR|FILL"
    r"|^[A-Za-z]+(?:[_ ][A-Za-z]+){2,}$|(?:^|[/:])[A-Z]+(?:_[A-Z]+)+(?:$|[:@])"
    r"|(?:^|/)your[-_]|(?:^|/)(?:example|x{3,})/"
)
_MARKS = frozenset("${}<>()*%#[_ ")
_OTHERS = ("your", "example/", "xxx", "://")
_LOWER = "abcdefghijklmnopqrstuvwxyz0123456789"


class ImageError(ValueError):
    """The text is no image reference: the API server takes it, every kubelet refuses it (InvalidImageName)."""


class Image(NamedTuple):
    """A reference in full: ``nginx`` is registry ``docker.io``, repository ``library/nginx``.

    ``tag`` and ``digest`` are empty where they are not written; without either the tag ``latest`` is pulled.
    """

    registry: str
    repository: str
    tag: str
    digest: str

    @property
    def name(self) -> str:
        """The name without tag and digest, as it is pulled."""
        return f"{self.registry}/{self.repository}" if self.registry else self.repository

    @property
    def effective_tag(self) -> str:
        """The tag that decides about the pull policy: ``latest`` where neither tag nor digest is written."""
        return self.tag or ("" if self.digest else "latest")


@cache
def _reference() -> re.Pattern[str]:
    component = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
    domain = rf"(?:{component}(?:\.{component})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
    path = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
    tag = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
    digest = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,}"
    return re.compile(f"(?:({domain})/)?({path}(?:/{path})*)(?::({tag}))?(?:@({digest}))?")


@lru_cache(maxsize=1024)
def parse(text: str) -> Image:
    """Read an image reference.

    Raises :class:`ImageError` with the reason in the words of the reference library.
    """
    if len(text) == 64 and not text.strip("0123456789abcdef"):
        raise ImageError("cannot specify 64-byte hexadecimal strings")
    domain, rest = _split_domain(text)
    repository = rest.partition(":")[0]
    if repository.lower() != repository:
        raise ImageError(f"invalid reference format: repository name ({repository}) must be lowercase")
    plain = _plain(domain, rest)
    if plain is not None:
        return plain
    whole = f"{domain}/{rest}"
    found = _reference().fullmatch(whole)
    if found is None:
        upper = _reference().fullmatch(whole.lower()) is not None
        raise ImageError("repository name must be lowercase" if upper else "invalid reference format")
    registry, path, tag, digest = (group or "" for group in found.groups())
    if len(path) > _MAX_PATH:
        raise ImageError(f"repository name must not be more than {_MAX_PATH} characters")
    if digest:
        _check_digest(digest)
    return Image(registry, path, tag, digest)


def _split_domain(text: str) -> tuple[str, str]:
    """Tell the registry from the repository; what looks like neither host nor port is a name on Docker Hub."""
    first, slash, rest = text.partition("/")
    if not slash:
        return DEFAULT_REGISTRY, f"library/{text}"
    if first == _LEGACY_REGISTRY:
        domain = DEFAULT_REGISTRY
    elif first == "localhost" or "." in first or ":" in first or first.lower() != first:
        domain = first
    else:
        domain, rest = DEFAULT_REGISTRY, text
    if domain == DEFAULT_REGISTRY and "/" not in rest:
        rest = f"library/{rest}"
    return domain, rest


def _plain(domain: str, rest: str) -> Image | None:
    """Read a reference of the usual form without the regular expression, whose compilation start-up pays for."""
    path, colon, tag = rest.partition(":")
    host, port_colon, port = domain.partition(":")
    words = path.replace(".", "-").replace("_", "-").replace("/", "-").split("-")
    labels = host.split(".")
    if (
        len(path) > _MAX_PATH
        or not all(words)
        or path.strip(f"{_LOWER}._-/")
        or not all(labels)
        or host.strip(f"{_LOWER}.-")
        or any(label[0] == "-" or label[-1] == "-" for label in labels)
        or (port_colon and not (port.isascii() and port.isdigit()))
        or (colon and (not 0 < len(tag) <= _MAX_TAG or tag[0] in ".-" or tag.strip(f"{_LOWER}{_LOWER.upper()}_.-")))
    ):
        return None
    return Image(domain, path, tag, "")


def _check_digest(digest: str) -> None:
    algorithm, _, encoded = digest.partition(":")
    length = _HEX_LENGTH.get(algorithm)
    if length is None:
        known_form = algorithm == algorithm.lower()
        raise ImageError("unsupported digest algorithm" if known_form else "invalid checksum digest format")
    if len(encoded) != length:
        raise ImageError("invalid checksum digest length")
    if encoded != encoded.lower():
        raise ImageError("invalid checksum digest format")


def default_pull_policy(text: str) -> str:
    """Return the policy that the API server fills in: ``Always`` for the tag ``latest``, written or implied.

    With a digest and no tag, and where the reference is malformed, it is ``IfNotPresent``.
    """
    try:
        return "Always" if parse(text).effective_tag == "latest" else "IfNotPresent"
    except ImageError:
        return "IfNotPresent"


@lru_cache(maxsize=64)  # several rules ask one after the other
def is_placeholder(text: str) -> bool:
    """Tell whether what stands in the place of an image is to be filled in."""
    if text.islower() and _MARKS.isdisjoint(text) and not any(word in text for word in _OTHERS):
        return False  # as most are
    return re.search(_PLACEHOLDER, text) is not None


def without_tag(text: str) -> str:
    """Return a reference up to its tag or digest, whatever stands there."""
    folders, slash, last = text.rpartition("/")
    return f"{folders}{slash}{last.partition('@')[0].partition(':')[0]}"
