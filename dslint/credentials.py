"""Credentials in addresses, which are the user's own and shown to nobody."""

from __future__ import annotations

from dslint.pattern import pattern

HIDDEN = "***"
_USER = pattern(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)[^\s/?#@\"']+(?:@[^\s/?#@\"']+)*@")
# any parameter may be one, and what they are called tells little: only those that cannot be are shown
_PARAMETER = pattern(r"(?P<before>[?&;](?P<name>[\w.~%-]+)=)[^\s&;#\"']+")
_HARMLESS = frozenset({
    "branch", "context", "depth", "ref", "region", "revision", "timeout", "version", "versionid", "watch",
})  # fmt: skip
_BEARER = pattern(r"(?P<word>(?:[Bb]earer|[Bb]asic)\s+)[A-Za-z0-9._~+/=-]{8,}")


def masked(text: str) -> str:
    """Return a text without the passwords, tokens and signatures that addresses in it carry."""
    if "://" not in text and "earer" not in text and "asic" not in text:
        return text
    text = _USER.sub(lambda found: f"{found['scheme']}{HIDDEN}@", text)
    text = _BEARER.sub(lambda found: f"{found['word']}{HIDDEN}", text)
    if "://" not in text:
        return text
    return _PARAMETER.sub(
        lambda found: found[0] if found["name"].lower() in _HARMLESS else f"{found['before']}{HIDDEN}", text
    )
