"""Which DaemonSets are only a part of one, mostly by outside evidence.

A manifest without a selector is a mistake, not a fragment, unless something around it says that it is completed later:
a kustomization that lists it, a chart that renders it, a test tool's way of writing assertions, the name of its file
or folder where it lacks more than that. One that lacks the labels of its pods and every image too was never meant to be
whole.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import partial

from dslint.inputs.assertions import Assertions
from dslint.inputs.kustomize import Kustomization, read_kustomization
from dslint.inputs.patches import (
    Listed,
    directed,
    has_only_images,
    lacks_all_but_a_part,
    lacks_name_selector_and_image,
    lacks_selector_and_image,
    lacks_selector_and_more,
    lacks_selector_or_image,
    may_be_directed,
    without_images,
)
from dslint.inputs.surroundings import Project, Surroundings, from_copy, is_released
from dslint.inputs.terraform import Modules
from dslint.inputs.texts import texts_in
from dslint.inputs.tree import SUFFIXES
from dslint.manifest.daemonset import DaemonSet
from dslint.manifest.fragment import Fragment
from dslint.paths import absolute
from dslint.pattern import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from dslint.inputs.document import Document
    from dslint.inputs.tree import Input, Tree
    from dslint.manifest.field import Field
    from dslint.source.text import SourceText

Finder = Callable[["Document", DaemonSet], "Fragment | None"]
_ACTION = pattern(r"\{\{")
# an action that nothing but a chart has: what is rendered may well have braces of its own, and is no template then
_OF_HELM = pattern(r"\{\{-?[^{}]*(?:\.(?:Values|Release|Chart|Capabilities|Template|Files)\b|\binclude ['\"])")
_OF_PATCHES = pattern(r"(?<![a-z])(?:patch(?:es)?|overlays?)(?![a-z])")
# how far above a template of Terraform the module is that has it
_ABOVE = 3
LABELLED = (("spec", "selector"), ("spec", "template", "metadata", "labels"))


class Fragments:
    """Looks around the files of a tree; every folder is looked at once, and none before a DaemonSet is found there."""

    __slots__ = (
        "_above",
        "_bare",
        "_charts",
        "_folders",
        "_kustomizations",
        "_last",
        "_listed",
        "_modules",
        "_projects",
        "_said",
        "_tops",
        "_tree",
        "_varies",
    )

    def __init__(self, tree: Tree, folders: Iterable[str] = ()) -> None:
        """Take a tree and the folders that were named; each is looked through where no repository is around a file."""
        self._tree = tree
        self._folders = tuple(absolute(folder) for folder in folders)
        self._listed = Listed(tree, self._kustomization)
        self._kustomizations: dict[str, Kustomization | None] = {}
        self._above: dict[str, tuple[str, ...]] = {}
        self._bare: dict[str, bool] = {}
        self._charts: dict[str, bool] = {}
        self._projects: dict[str, Project] = {}
        self._said: dict[tuple[str, re.Pattern[str]], bool] = {}
        self._tops: dict[str, bool] = {}
        self._modules = Modules(tree)
        self._last: tuple[SourceText, int] | None = None
        self._varies = False

    def finder(self, item: Input, *, rendered: bool = False) -> Finder:
        """Return what tells of the DaemonSets of one file whether they are fragments; looks around at the first.

        A text on standard input is none for its name: that may be the name of what it was made from. What was
        ``rendered`` is whole, but for the variables of Flux.
        """
        if rendered:
            return lambda document, _: self._substituted(item, document)
        found: list[tuple[Fragment | None, Assertions, bool]] = []

        def find(document: Document, ds: DaemonSet) -> Fragment | None:
            if not found:
                path = absolute(item.path)
                assertions = Assertions(ds.source.text, None if item.stdin else path, self._tree)
                found.append((self._by_place(path), assertions, may_be_directed(ds.source.text)))
            place, assertions, has_directives = found[0]
            if place is not None and place.kind == "template":
                action = _OF_HELM if item.stdin else _ACTION
                place = place if action.search(document.source.text, document.start, document.end) else None
            elif item.stdin and ds.selector:
                place = None
            if place is None and has_directives:
                place = directed(ds)
            place = place or assertions.find(ds)
            if place is None and (lacks_selector_or_image(ds) if not item.stdin else not ds.selector):
                place = self._patch(absolute(item.path), ds)
            return place or without_images(ds) or self._substituted(item, document)

        return find

    def _substituted(self, item: Input, document: Document) -> Fragment | None:
        """Return what says that Flux or Terraform fills in the variables of a document, where it has any."""
        here = (document.source, document.start)
        if self._last != here:  # a list has many DaemonSets
            self._last, self._varies = here, document.source.text.find("${", document.start, document.end) >= 0
        if not self._varies:
            return None
        project, path = self._project(item), absolute(item.path)
        by_flux = None if project is None else project.substituted
        if by_flux is not None or item.stdin:
            return by_flux
        return self._modules.filled_in(path, self._upwards(path)[:_ABOVE])

    def _project(self, item: Input) -> Project | None:
        """Return the repository that a file is in; what came through standard input is in none."""
        *_, top = self._upwards(absolute(item.path))
        if item.stdin or not self._is_top(top):
            return None
        return self._projects.setdefault(top, Project(self._tree, top))

    def surroundings(self, item: Input, *, rendered: bool = False) -> Surroundings:
        """Return what the tree says of the place of a file; of what came through standard input there is its name."""
        project = self._project(item)
        where = self._below_named(item) if project is None else project.where(absolute(item.path))
        # what was rendered has what kustomizations set
        top = None if rendered or item.stdin else self._top(absolute(item.path))
        if top is None:
            return Surroundings(where, project)
        path = absolute(item.path)
        return Surroundings(
            where,
            project,
            images=partial(self._listed.images, top),
            overlaid=partial(self._listed.builds_on, path, top),
            released=partial(is_released, self._tree, path),
            left_out=partial(self._is_left_out, path, top),
            said=partial(self._is_said_in, os.path.dirname(path)),
        )

    def _is_said_in(self, folder: str, expression: re.Pattern[str]) -> bool:
        """Tell whether something stands in a manifest of a folder."""
        if (folder, expression) not in self._said:
            texts = texts_in(self._tree, folder, SUFFIXES)
            self._said[folder, expression] = any(expression.search(text) for _, text in texts)
        return self._said[folder, expression]

    def _is_left_out(self, path: str, top: str) -> bool:
        """Tell whether a kustomization around a file has it commented out, and none of the tree names it otherwise."""
        if self._is_bare(os.path.dirname(path)):
            return False
        near = (self._kustomization(folder) for folder in self._upwards(path))
        commented = any(one is not None and path in one.commented for one in near)
        return commented and not self._listed.names(path, top)

    def _top(self, path: str) -> str | None:
        """Return the folder of the repository that a file is in, or else the one that was named."""
        *_, last = self._upwards(path)
        return last if self._is_top(last) else next(filter(_above(path), self._folders), None)

    def _below_named(self, item: Input) -> str:
        """Return the path of a file in the copy of a repository, or as shown; of one elsewhere below what was named."""
        path = absolute(item.path)
        if not item.stdin and (copy := from_copy(path)):
            return copy
        if item.stdin or not (os.path.isabs(item.shown) or item.shown.startswith("..")):
            return item.shown
        top = max(filter(_above(path), self._folders), default=None)
        return item.shown if top is None else "./" + path[len(os.path.join(top, "")) :].replace(os.sep, "/")

    def chart(self, path: str) -> str | None:
        """Return the folder, as people see it, of the Helm chart that a file is a template of."""
        folders = self._upwards(absolute(path))
        return next((_shown(os.path.dirname(folder)) for folder in folders if self._has_templates(folder)), None)

    def chart_of_values(self, path: str) -> str | None:
        """Return the folder, as people see it, of the Helm chart that a file has values for: no manifest."""
        path = absolute(path)
        name = os.path.basename(path)
        named = name.startswith("values") and name.endswith((".yaml", ".yml"))
        if not named and f"{os.sep}ci{os.sep}" not in path:
            return None  # as of most
        below: list[str] = []  # the folders between the chart and the file
        for folder in self._upwards(path):
            if self._is_chart(folder):
                is_values = "templates" not in below[-1:] and (named or below[-1:] == ["ci"])
                return _shown(folder) if is_values else None
            below.append(os.path.basename(folder))
        return None

    def _patch(self, path: str, ds: DaemonSet) -> Fragment | None:
        """Return what says that a DaemonSet which no kustomization above lists is a patch all the same.

        One that could not run as it stands is: its pods have neither image nor selector, and a kustomization is near,
        or they have no labels either.
        """
        folders = list(self._upwards(path))
        near = [found for folder in folders if (found := self._kustomization(folder)) is not None]
        if any(path in found.resources for found in near):
            return None
        top = self._top(path)
        listed = self._listed.by(path, top) if top is not None else None
        if listed is not None:
            return self._listed_patch(listed)
        if near and lacks_selector_and_image(ds):
            return Fragment("patch", f"without selector and image, below {_shown(near[0].path)}")
        named = _OF_PATCHES.search(os.path.relpath(path, top or folders[0]).lower())
        if named and lacks_selector_and_more(ds):
            return Fragment("patch", f"called {named[0]}, and lacks more than the selector")
        if lacks_all_but_a_part(ds):
            return Fragment("patch", "without selector, labels of its pods and image")
        if lacks_name_selector_and_image(ds):
            return Fragment("patch", "without name, selector and image: a program sets them")
        if has_only_images(ds):
            return Fragment("patch", "images alone, without selector and labels of its pods")
        return None

    def _by_place(self, path: str) -> Fragment | None:
        if self._is_bare(os.path.dirname(path)):
            return None
        wanted = path  # what a kustomization has to list: the file, or the folder of the one that lists it
        for folder in self._upwards(path):
            if self._has_templates(folder):
                reason = f"a template of the Helm chart {_shown(os.path.dirname(folder))}"
                return Fragment("template", reason, placeholder=_ACTION)
            found = self._kustomization(folder)
            if found is None:
                continue
            if path in found.patches and wanted == path:
                return self._listed_patch(found.path)
            if wanted in found.resources:
                if found.labels_selectors:
                    return Fragment("base", f"completed with the labels of {_shown(found.path)}", LABELLED)
                wanted = folder
        return None

    def _is_bare(self, lowest: str) -> bool:
        """Tell whether neither a chart nor a kustomization is around the files of a folder."""
        if lowest not in self._bare:
            folders = self._upwards(os.path.join(lowest, ""))
            self._bare[lowest] = not any(self._has_templates(one) or self._kustomization(one) for one in folders)
        return self._bare[lowest]

    def _listed_patch(self, kustomization: str) -> Fragment:
        def base(name: str) -> Field | None:
            from dslint.inputs.bases import base_of  # few patches are asked for theirs

            return base_of(self._tree, os.path.dirname(kustomization), name)

        return Fragment("patch", f"listed as a patch in {_shown(kustomization)}", base=base)

    def _upwards(self, path: str) -> tuple[str, ...]:
        """Return the folder of a file and those above, up to the top of its repository."""
        lowest = folder = os.path.dirname(path)
        if lowest not in self._above:
            folders = [folder]
            while not self._is_top(folder) and (above := os.path.dirname(folder)) != folder:
                folders.append(folder := above)
            self._above[lowest] = tuple(folders)
        return self._above[lowest]

    def _kustomization(self, folder: str) -> Kustomization | None:
        if folder not in self._kustomizations:
            self._kustomizations[folder] = read_kustomization(self._tree, folder)
        return self._kustomizations[folder]

    def _has_templates(self, folder: str) -> bool:
        return os.path.basename(folder) == "templates" and self._is_chart(os.path.dirname(folder))

    def _is_chart(self, folder: str) -> bool:
        if folder not in self._charts:
            self._charts[folder] = self._tree.is_file(os.path.join(folder, "Chart.yaml"))
        return self._charts[folder]

    def _is_top(self, folder: str) -> bool:
        if folder not in self._tops:
            self._tops[folder] = self._tree.is_top(folder)
        return self._tops[folder]


def _above(path: str) -> Callable[[str], bool]:
    return lambda folder: path.startswith(os.path.join(folder, ""))


def _shown(path: str) -> str:
    """Return a path as the user would write it: relative where it is below the working directory."""
    relative = os.path.relpath(path)
    return path if relative.startswith(os.pardir) else relative
