"""Examples that say only the fields that a rule is about, and the whole DaemonSet that is checked for each.

Where an example of a rule file says ``target: podSpec``, its texts are fields of that part of a DaemonSet. Pages show
them below the path of the part; tests complete them.
"""

from __future__ import annotations

from textwrap import indent

from dslint.record import NamedTuple

MARK = "# <- "

_NAME = "name: agent\n"
_IMAGE = "image: registry.example/agent:1.4\n"
_CONTAINERS = f"containers:\n- {_NAME}  {_IMAGE}"
_LABELS = "metadata: {labels: {app: agent}}\n"
_POD_SPEC = f"spec:\n{indent(_CONTAINERS, '  ')}"
_SELECTOR = "selector: {matchLabels: {app: agent}}\n"
_TEMPLATE = f"template:\n{indent(_LABELS + _POD_SPEC, '  ')}"

# each begins where the one before it has its fields
_TO_SPEC = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent, namespace: monitoring}\nspec:\n"
_TO_TEMPLATE = f"{_TO_SPEC}  {_SELECTOR}  template:\n"
_TO_POD_SPEC = f"{_TO_TEMPLATE}    {_LABELS}    spec:\n"
_TO_CONTAINER = f"{_TO_POD_SPEC}      containers:\n"


class _Part(NamedTuple):
    """A part of a DaemonSet that an example can be about.

    ``above`` are the lines above its fields, ``start`` is what stands before the first of them, ``usual`` is the text
    of fields that the API server demands.
    """

    path: str
    above: str
    start: str
    usual: dict[str, str]


_PARTS = {
    "spec": _Part("spec", _TO_SPEC, "  ", {"selector": _SELECTOR, "template": _TEMPLATE}),
    "podTemplate": _Part("spec.template", _TO_TEMPLATE, "    ", {"metadata": _LABELS, "spec": _POD_SPEC}),
    "podSpec": _Part("spec.template.spec", _TO_POD_SPEC, "      ", {"containers": _CONTAINERS}),
    "container": _Part("spec.template.spec.containers[0]", _TO_CONTAINER, "      - ", {"name": _NAME, "image": _IMAGE}),
}


class Manifest(NamedTuple):
    """What is checked for an example: its text, completed by ``added`` lines above.

    ``parent`` is the line to which a mark at the top of the example was moved, 0 where there is none.
    """

    text: str
    added: int = 0
    parent: int = 0

    def line(self, number: int) -> int:
        """Return which line of the example a line of the manifest is, 0 for one that the example does not have."""
        if number > self.added:
            return number - self.added + (self.parent > 0)
        return int(number == self.parent)


def complete(text: str, target: str | None) -> Manifest:
    """Return a whole DaemonSet whose part ``target`` has the fields of an example; without a target the text as it is.

    Where the example lacks a field that the API server demands, such as ``containers``, it gets a usual one. All that
    is added stands above, so that what a fix appends is below the fields of the example. A first line that is nothing
    but a mark is about the part as a whole: it is moved to the line where the part begins.
    """
    if not target:
        return Manifest(text)
    part, mark = _PARTS[target], ""
    if text.startswith(MARK):
        mark, _, text = text.partition("\n")
    own = {line.partition(":")[0].strip("\"' ") for line in text.splitlines() if not line.startswith((" ", "#", "-"))}
    usual = "".join(said for name, said in part.usual.items() if name not in own)
    fields = indent(usual + text, " " * len(part.start)).removeprefix(" " * len(part.start))
    lines = f"{part.above}{part.start}{fields}".split("\n")
    parent = 0
    if mark:
        above = part.above.count("\n")
        parent = above + 1 if part.start.strip() else above  # a container has no key: it begins with its first field
        lines[parent - 1] += f" {mark}"
    return Manifest("\n".join(lines), part.above.count("\n") + usual.count("\n"), parent)


def shown(text: str, target: str | None) -> str:
    """Return an example as pages show it: fields stand below the path of their part."""
    if not target:
        return text
    separator = " " if text.startswith(MARK) else "\n"
    return f"# {_PARTS[target].path}{separator}{text}"
