"""Images: names that no runtime can pull, tags that move, registries that are gone or not allowed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dslint.checks.parts import containers, one_hit
from dslint.finding import Hit, SetScalar
from dslint.kube.values.image import Image, ImageError, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dslint.manifest.context import Context
    from dslint.manifest.field import Field
    from dslint.manifest.workload import Workload

# the first word of tags that are pushed again, and what may stand behind it
_MOVING = re.compile(
    r"(latest|main|master|head|trunk|canary|edge|nightly|devel|snapshot|unstable)([-_.].*)?|.*[-_.](latest|snapshot)",
    re.IGNORECASE,
)
_LATEST = "latest"
# what a kustomization or an operator puts a whole reference in the place of: no registry has such a name of its own
_SHORT = re.compile(r"(?:[a-z0-9]+(?:-[a-z0-9]+)+|controller)(?::latest)?")
# what makes one of them the name of one build: a date, a commit
_BUILD = re.compile(r"\d{3,}|[0-9a-f]{7,}")
_PLACEHOLDER = re.compile(r"[${}<>()*]|__|\b(VERSION|TAG|IMAGE)\b|REPLACE|CHANGE|YOUR|FILL")
# the folder of a kustomization whose overlays say which tag is meant
_BASE = re.compile(r"(^|[/_])bases?([/_]|$)")
# registries that are frozen, and where their images are; the announcements are in the rule file
_RETIRED = ("k8s.gcr.io/", "gcr.io/google_containers/", "gcr.io/google-containers/")
_NEW = "registry.k8s.io"


def _images(workload: Workload) -> Iterator[tuple[str, Field, Image]]:
    """Yield the images that can be read, but for placeholders, each with its text and place."""
    for text, field in _texts(workload):
        try:
            yield text, field, parse(text)
        except ImageError:
            continue


def _texts(workload: Workload) -> Iterator[tuple[str, Field]]:
    for one in containers(workload):
        text = one.stored.get("image") or ""
        if text and not _PLACEHOLDER.search(text):
            yield text, one.field(workload).get("image")


def moving_tag(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find images that are another one tomorrow: without a tag, or with one that is pushed again."""
    from dslint.kube.data.software import SYSTEMS
    from dslint.manifest.role_facts import repository

    tags = frozenset(context.options.get("tags") or ())
    if workload.written.fragment is not None or _BASE.search(workload.written.source.path):
        return  # a kustomization or a template says which tag is meant
    moving, untagged, channels = [], [], []
    for text, field, image in _images(workload):
        if image.digest or _SHORT.fullmatch(text):
            continue
        if image.effective_tag == _LATEST and repository(text).rpartition("/")[2] in SYSTEMS:
            channels.append((text, field))
        elif not image.tag:
            untagged.append((text, field))
        elif image.tag in tags or image.tag == _LATEST:
            moving.append((text, field))
        elif _MOVING.fullmatch(image.tag) and not _BUILD.search(image.tag):
            channels.append((text, field))
    found = [*moving, *untagged]
    if (found or channels) and "debug" not in workload.role:  # a toolbox may be of today
        yield one_hit("found" if moving else "untagged" if untagged else "channel", found or channels)


def undigested(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find images without a digest."""
    found = [(text, field) for text, field, image in _images(workload) if not image.digest]
    if found:
        yield one_hit("found", found)


def pull_policy(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find policies at odds with what is pulled: a moving tag pulled once, a digest pulled each time."""
    stale, needless, local = [], [], False
    for one in containers(workload):
        field = one.field(workload).get("imagePullPolicy")
        try:
            image = parse(one.stored.get("image") or "")
        except ImageError:
            continue
        if field.text == "IfNotPresent" and image.effective_tag == "latest":
            stale.append((one.name, field))
            local = local or image.name.startswith("localhost/")  # no registry has it
        elif field.text == "Always" and image.digest:
            needless.append((one.name, field))
    if stale:
        fix = () if local else tuple(SetScalar(field, "Always") for _, field in stale)
        yield one_hit("stale", stale, fix=fix)._replace(unsafe=True)
    if needless:
        yield one_hit("needless", needless, fix=tuple(SetScalar(field, "IfNotPresent") for _, field in needless))


def not_allowed(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find images from elsewhere than the registries or repositories that a configuration allows."""
    allowed = tuple(one.rstrip("/*") for one in context.options.get("allow") or ())
    if allowed:
        found = [
            (text, field)
            for text, field, image in _images(workload)
            if not any(image.name == one or image.name.startswith(one + "/") for one in allowed)
        ]
        if found:
            yield one_hit("found", found)


def invalid_name(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find names that the API server takes and no kubelet can pull."""
    if workload.written.fragment is not None:
        return
    for text, field in _texts(workload):
        try:
            parse(text.strip())
        except ImageError as error:
            if text == text.strip():
                yield Hit("found", field, {"image": text, "reason": str(error)})
                return


def retired_registry(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find registries of Kubernetes that are frozen."""
    found, fix, moved = [], [], False
    for text, field in _texts(workload):
        for old in _RETIRED:
            if text.startswith(old):
                found.append((text, field))
                fix.append(SetScalar(field, f"{_NEW}/{text.removeprefix(old)}"))
                moved = moved or old != _RETIRED[0]
    if found:
        # what the oldest one holds was copied in part
        yield one_hit("found", found, {"new": _NEW}, fix=tuple(fix))._replace(unsafe=moved)
