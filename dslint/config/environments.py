"""The settings below ``render``: charts and overlays, each entry one environment."""

from __future__ import annotations

from collections.abc import Iterator

from dslint.config.errors import quote
from dslint.config.territory import is_inside
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.config.reader import Reader
    from dslint.config.value import Value

KEYS = ("path", "values", "set", "release-name", "namespace")


class Environment(NamedTuple):
    """A chart or overlay by the absolute path of its folder, and what Helm is told beside its own values."""

    path: str
    values: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    release: str | None = None
    namespace: str | None = None


def read_environments(reader: Reader, value: Value) -> Iterator[Environment]:
    """Yield the entries of ``render``; what is wrong is noted, at its place, and left out."""
    if not isinstance(value.data, list):
        reader.mistakes.add(value, "render takes a list of charts and overlays, each a mapping with its path")
        return
    for item in value.data:
        fields = {name.data: field for name, field in reader.fields(item, "an entry of render", "with a path", KEYS)}
        path = reader.text("path", fields["path"]) if "path" in fields else None
        if path is None:
            if "path" not in fields:
                reader.mistakes.add(item.start, "an entry of render needs the path of a chart or an overlay")
            continue
        values = reader.texts("values", fields["values"]) if "values" in fields else ()
        for word in values or ():
            if not is_inside(word.path, word.file.path):  # what stands there would be shown in what is rendered
                reader.mistakes.add(word, f"{quote(word.data)} lies outside of the repository: name it with --values")
        sets = reader.texts("set", fields["set"]) if "set" in fields else ()
        named = {key: reader.text(key, fields[key]) for key in ("release-name", "namespace") if key in fields}
        texts = {key: word.data for key, word in named.items() if word is not None}
        yield Environment(
            path.path,
            tuple(word.path for word in values or ()),
            tuple(word.data for word in sets or ()),
            texts.get("release-name"),
            texts.get("namespace"),
        )
