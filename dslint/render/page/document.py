"""The frame of a page that loads nothing: its head allows the style and the script that stand in it and no more."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256

import dslint
from dslint.render.page.markup import text


def head(title: str, css: str, script: str = "") -> Iterator[str]:
    """Yield all of a page before what is to be seen."""
    scripts = f"script-src {_hash(script)}; " if script else ""
    allowed = f"style-src {_hash(css)}; {scripts}base-uri 'none'; form-action 'none'"
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; {allowed}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="color-scheme" content="light dark">\n'
    yield f'<meta name="generator" content="dslint {dslint.__version__}">\n'
    yield f"<title>{text(title)}</title>\n<style>{css}</style>\n</head>\n<body>\n"


def foot(script: str = "") -> str:
    """Return all of a page behind that."""
    return (f"<script>{script}</script>\n" if script else "") + "</body>\n</html>\n"


def asset(file: str) -> str:
    """Return a style or script that stands beside this module."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), file), encoding="ascii") as stream:
        return stream.read()


def _hash(part: str) -> str:
    return f"'sha256-{b64encode(sha256(part.encode()).digest()).decode()}'"
