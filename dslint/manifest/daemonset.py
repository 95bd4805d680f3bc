"""A DaemonSet as checks see it: fields that are there or not, and plain values for :mod:`dslint.kube`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from sys import intern

from dslint.manifest.field import Field, Step, json_pointer
from dslint.manifest.fragment import Fragment
from dslint.manifest.kept import same
from dslint.manifest.purpose import is_to_fill_in, purpose
from dslint.record import NamedTuple
from dslint.source.location import Location
from dslint.source.text import WHOLE, SourceText, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from typing import Any, Protocol

    from dslint.kube.values.image import Image
    from dslint.manifest.purpose import Purpose

    class Surroundings(Protocol):
        """What the tree around a file says of it."""

        where: str
        """Its path below the top of its repository, whose name comes first; else below what was named, or as shown."""

        @property
        def is_of_untainted(self) -> bool:
            """Tell whether its repository is about a cluster whose control-plane nodes have no taint."""

        @property
        def is_of_openshift(self) -> bool:
            """Tell whether its repository is about clusters of OpenShift."""

        @property
        def runs_docker(self) -> bool:
            """Tell whether its repository is about a cluster whose nodes run Docker."""

        def says(self, expression: re.Pattern[str]) -> bool:
            """Tell whether something stands in one of the manifests of its folder."""

        @property
        def is_idle(self) -> bool:
            """Tell whether nobody runs the file: kustomizations leave it out, or its repository has had its time."""

        @property
        def is_overlaid(self) -> bool:
            """Tell whether an overlay of the tree builds on the base that the file is in."""

        @property
        def is_head(self) -> bool:
            """Tell whether copies of the file stand beside it, in folders that are called after releases."""

        def sets(self, image: Image) -> bool:
            """Tell whether a kustomization sets what is pulled under the name of an image."""

        def builds(self, image: Image) -> bool:
            """Tell whether an image is built from the repository that the file is in."""


# what may hide a word: an escape within it, an alias of what stands elsewhere, a tag
_HIDING = ("\\", "*", "!")
_SHORT = 1 << 16
_MAY_BE_LESS = ("", "example")  # by its folder


class ObjectName(NamedTuple):
    """The identity of the object that a finding is about."""

    api_version: str | None
    kind: str
    namespace: str | None
    name: str | None

    def __str__(self) -> str:
        """Return ``DaemonSet namespace/name``, with what there is of it."""
        return f"{self.kind} {self.title}"

    @property
    def title(self) -> str:
        """``namespace/name``, with what there is of it."""
        return "/".join(part for part in (self.namespace, self.name) if part) or "(unnamed)"


class Owner(NamedTuple):
    """A DaemonSet by name and place: what findings say of it, and all that is kept of it when its text is done with."""

    name: ObjectName
    source: SourceText
    document: int
    start: int
    """Where the object begins in the text."""
    origin: str | None = None
    """What Helm or kustomize says that it rendered the object from."""
    purpose: Purpose = ""
    """What it is for where that is less than to run for long."""

    @property
    def order(self) -> tuple[Any, ...]:
        """By file and place, in whatever order the files came."""
        return (self.source.path, self.document, self.source.origin.offset + self.start)

    @property
    def folder(self) -> str:
        """The folder of its file, as shown; what is rendered is by itself."""
        return self.source.folder

    @property
    def title(self) -> str:
        """``namespace/name``, with what there is of it."""
        return self.name.title

    def may_be(self, other: Owner) -> bool:
        """Tell whether both can be one object: variants for different clusters never run side by side."""
        spaces = {self.name.namespace, other.name.namespace}
        return self.name.name == other.name.name and (len(spaces) == 1 or None in spaces)


class Place(Field):
    """The place of a field without what stands there: small enough to be kept of every DaemonSet of a run.

    A place in another text, such as a configuration, has no owner.
    """

    __slots__ = ("_end", "_identity", "_path", "_pointer", "_source", "_start", "owner")

    def __init__(
        self, at: Location, identity: str | None = None, path: tuple[Step, ...] = (), owner: Owner | None = None
    ) -> None:
        super().__init__(None)
        self._source = at.source
        self._start, self._end = at.span
        self._path = path
        # in a long list each would be a text of its own: most follow from the path
        self._pointer = None if at.pointer == json_pointer(path) else at.pointer
        self._identity = None if identity is None or identity == _unnamed(path) else identity
        self.owner = owner

    @property
    def identity(self) -> str:
        """The pointer with list items named by their key field instead of their index."""
        return _unnamed(self._path) if self._identity is None else self._identity

    @property
    def path(self) -> tuple[Step, ...]:
        """The steps from the document's root."""
        return self._path

    def location(self, text: str = "", *, key: bool = False) -> Location:  # noqa: ARG002 - decided when it was kept
        """Return where it is, with what to say there."""
        pointer = json_pointer(self._path) if self._pointer is None else self._pointer
        return Location(self._source, Span(self._start, self._end), text, pointer)


@lru_cache(maxsize=1)  # each DaemonSet of a text asks
def _holds_one(text: str) -> bool:
    """Tell whether a text has the word once, and nothing that may hide it."""
    return text.count("aemon") < 2 and not any(char in text for char in _HIDING)


@lru_cache(maxsize=1024)
def _unnamed(path: tuple[Step, ...]) -> str:
    """Return the identity of a place that is in no list whose items have names."""
    return "/".join(f"[{step}]" if isinstance(step, int) else step for step in path)


def kept_owner(name: ObjectName, source: SourceText, document: int, root: Field, origin: str | None = None) -> Owner:
    """Return what can be kept of an object when its text is done with."""
    start = root.span().start
    return Owner(name, source.excerpt(Span(start, start + 1)), document, start, origin)


def kept_place(field: Field, owner: Owner, *, key: bool = False) -> Place:
    """Return the place of a field of an object, as it can be kept; ``key`` points at the key."""
    span, path, top = field.span(key=key), same(field.path), field.top
    pointer = field.nearest().pointer if field.node is None else json_pointer(top.written(path))
    at = Location(top.source.excerpt(span), span, "", pointer)
    return Place(at, intern(field.identity) if int in map(type, path) else None, path, owner)


class DaemonSet:
    """One DaemonSet of an input; nothing here raises, whatever the manifest holds."""

    __slots__ = (
        "_name",
        "_owner",
        "_pod_spec",
        "_text",
        "_value",
        "around",
        "document",
        "fragment",
        "origin",
        "root",
        "source",
    )

    def __init__(
        self,
        source: SourceText,
        document: int,
        root: Field,
        fragment: Fragment | None = None,
        origin: str | None = None,
    ) -> None:
        self.source = source
        self.document = document
        self.root = root
        self.fragment = fragment
        self.origin = origin
        self.around: Surroundings | None = None
        self._name: ObjectName | None = None
        self._owner: Owner | None = None
        self._pod_spec: Field | None = None
        self._text: str | None = None
        self._value: dict[str, Any] | None = None

    @property
    def api_version(self) -> str:
        """The API version as written; an item of a DaemonSetList may leave it to the list, as in kubectl."""
        own, items = self.root.get("apiVersion").text, self.root.parent
        if own or items is None or items.parent is None or items.parent.get("kind").text != "DaemonSetList":
            return own
        return items.parent.get("apiVersion").text

    @property
    def name(self) -> ObjectName:
        """The identity to show."""
        if self._name is None:
            metadata = self.root.get("metadata")
            self._name = ObjectName(
                intern(self.api_version) or None,  # of many texts it is kept
                "DaemonSet",
                intern(metadata.get("namespace").text) or None,
                metadata.get("name").text or metadata.get("generateName").text or None,
            )
        return self._name

    @property
    def where(self) -> str:
        """Where its file lies: below the top of its repository, whose name comes first, or what was named; or as shown.

        Nothing of one that a cluster has: it lies nowhere.
        """
        if self.source.is_live:
            return ""
        return self.around.where if self.around is not None else self.source.path

    @property
    def place(self) -> str:
        """Its path from where somebody stands, or below the top of its repository or the folder that he named."""
        top, _, below = self.where.partition("/")
        path = "" if self.source.is_live else self.source.path
        if path.startswith(("/", "..")):
            return below if top not in ("", "..") else path.rpartition("/")[2]
        return path

    @property
    def owner(self) -> Owner:
        """What of it is small enough to be kept."""
        if self._owner is None:
            owner = kept_owner(self.name, self.source, self.document, self.root, self.origin)
            found = purpose(self.api_version, self.name.name or "", self.where, self.place)
            if found in _MAY_BE_LESS and self.around is not None and self.around.is_idle:
                found = "idle"
            images = (one.get("image").text for one in self.pod_spec.get("containers").items())
            if found in _MAY_BE_LESS and is_to_fill_in(images):
                found = "lesson"
            self._owner = owner._replace(purpose=found)
        return self._owner

    @property
    def is_whole(self) -> bool:
        """Tell whether it is complete, but for labels, parameters or a part that is left out."""
        return self.fragment is None or self.fragment.is_whole

    def words(self, known: tuple[str, ...]) -> tuple[str, ...]:
        """Return which of some words may stand in it: where it is a part, or hides words, all."""
        if self._text is None:
            node = self.root.target
            text = "" if node is None else self.source.text[node.start : node.end]
            hides = self.fragment is not None or node is None or any(char in text for char in _HIDING)
            self._text = "" if hides else text
        text = self._text
        return tuple([word for word in known if word in text]) if text else known

    @property
    def is_alone(self) -> bool:
        """Tell whether its text, which is none of the long ones, holds no other one."""
        if self.root.parent is not None or self.source.origin is not WHOLE:
            return False  # a list says once what its items are, and of a piece the others are not known
        return len(self.source.text) < _SHORT and _holds_one(self.source.text)

    def says(self, expression: re.Pattern[str]) -> bool:
        """Tell whether something stands in its text, comments included."""
        node = self.root.target
        return node is not None and expression.search(self.source.text, node.start, node.end) is not None

    def keep(self, field: Field, *, key: bool = False) -> Place:
        """Return the place of one of its fields, which can be kept without the tree; ``key`` points at the key."""
        return kept_place(field, self.owner, key=key)

    @property
    def value(self) -> dict[str, Any]:
        """The whole object as plain values, without what a fragment leaves out; shared, never to be changed."""
        if self._value is None:
            value, fragment = self.root.value, self.fragment
            self._value = value if fragment is None else fragment.judged(value, self.root.path)
        return self._value

    @property
    def selector(self) -> Field:
        """``spec.selector``."""
        return self.root.get("spec", "selector")

    @property
    def template(self) -> Field:
        """``spec.template``."""
        return self.root.get("spec", "template")

    @property
    def pod_spec(self) -> Field:
        """``spec.template.spec``."""
        if self._pod_spec is None:
            self._pod_spec = self.root.get("spec", "template", "spec")
        return self._pod_spec

    def containers(self) -> Iterator[Field]:
        """Yield containers, then init containers."""
        yield from self.pod_spec.get("containers").items()
        yield from self.pod_spec.get("initContainers").items()
