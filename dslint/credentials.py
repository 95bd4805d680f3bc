"""Credentials in addresses and messages, which are the user's own and shown to nobody."""

from __future__ import annotations

from dslint.pattern import pattern

HIDDEN = "***"
# a secret may have slashes; what is a port and a path with an @ in it is none
_USER = pattern(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)"
    r"(?:[^\s/?#@\"':]*:(?!\d+/)[^\s?#@\"']+|[^\s/?#@\"']+)(?:@[^\s/?#@\"']+)*@"
)
# any parameter may be one, and what they are called tells little: only those that cannot be are shown
_PARAMETER = pattern(r"(?P<before>[?&;](?P<name>[\w.~%-]+)=)[^\s&;#\"']+")
_HARMLESS = frozenset({
    "branch", "context", "depth", "ref", "region", "revision", "timeout", "version", "versionid", "watch",
})  # fmt: skip
_BEARER = pattern(r"(?P<word>(?:[Bb]earer|[Bb]asic)\s+)[A-Za-z0-9._~+/=-]{8,}")
# --token=…, password=…, "token": "…": what is short behind a colon says what is wrong with it
_NAMED = pattern(
    r"(?i)(?P<word>(?:token|passw(?:or)?d|secret|api[_-]?key|access[_-]?key(?:[_-]?id)?)"
    r"(?:=[\"']?|[\"']?:\s*[\"']?(?=[^\s\"',;&]{16})))[^\s\"',;&]+"
)
# tokens by what they look like: of Kubernetes and OIDC, of EKS, of Google Cloud
_TOKEN = pattern(r"\b(?:eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?|k8s-aws-v1\.[\w-]+|ya29\.[\w-]+)")
_SIGNS = ("://", "eyJ", "k8s-aws-v1.", "ya29.")
_WORDS = ("bearer", "basic", "token", "passw", "secret", "key")


def masked(text: str) -> str:
    """Return a text without the passwords, tokens and signatures that addresses in it carry."""
    lower = text.lower()
    if not (any(sign in text for sign in _SIGNS) or any(word in lower for word in _WORDS)):
        return text
    text = _USER.sub(lambda found: f"{found['scheme']}{HIDDEN}@", text)
    text = _BEARER.sub(lambda found: f"{found['word']}{HIDDEN}", text)
    text = _NAMED.sub(lambda found: f"{found['word']}{HIDDEN}", text)
    text = _TOKEN.sub(HIDDEN, text)
    if "://" not in text:
        return text
    return _PARAMETER.sub(
        lambda found: found[0] if found["name"].lower() in _HARMLESS else f"{found['before']}{HIDDEN}", text
    )
