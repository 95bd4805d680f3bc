"""What the tree around a file says of it: where it lies there, and what has to do with images in it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from itertools import islice

from dslint.inputs.texts import MOST, text_of
from dslint.manifest.fragment import Fragment
from dslint.pattern import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslint.inputs.tree import Tree
    from dslint.kube.values.image import Image

# what images are built with, at the top of a repository, and where its workflows are
_BUILDS = ("Makefile", "GNUmakefile", "skaffold.yaml", ".gitlab-ci.yml", "Jenkinsfile", ".goreleaser.yaml", "Tiltfile")
_WORKFLOWS = (".github", "workflows")
_MOST_MANIFESTS = 5000
# Flux puts values in the place of variables where one of its Kustomizations says so, in all that comes of it.
# Source: https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
_FLUX = ("kustomize.toolkit.fluxcd.io", "postBuild")
_VARIABLE = r"\$\{[A-Za-z_]\w*(?:[:=/#%^,-][^{}\n]*)?\}"
_MODULE = pattern(r"^module\s+\S*?([\w.-]+)/([\w.-]+?)(?:/v\d+)?\s*$", re.MULTILINE)
_WORD = pattern(r"[a-z0-9]+")
# what the name of a repository may have and that of its image lack
_GENERIC = frozenset({"driver", "operator", "plugin"})
# clusters whose control-plane nodes have no taint unless somebody gives them one
_UNTAINTED = pattern(r"(?<![a-z0-9])(?:k3s|k3d|k3sup|microk8s|minikube)(?![a-z0-9])")
# where a script stands that starts a cluster, how it may be called, and who chooses a runtime there
_SCRIPTS = ("", "scripts", "hack", "bin")
_SCRIPT = pattern(r".*minikube.*\.(?:sh|bash|ps1|cmd|bat)")
_STARTED, _CHOSEN = "minikube start", "container-runtime"
# what Compose runs, at the top of a repository, and what says that Docker is asked there
_COMPOSE, _COMPOSED = "docker-compose", pattern(r"(?:docker-)?compose[\w.-]*\.ya?ml")
_SOCKET = "/docker.sock"
# folders and files of what OpenShift alone has
_OPENSHIFT = pattern(
    r"(?<![a-z])(?:machine-?configs?|security-?context-?constraints?)(?![a-z])|\.openshift\.io(?![a-z])"
)
# the folder of a release
_RELEASE = pattern(r"v\d+(?:\.\d+)*(?:[-_.].*)?")
_FIRST_LINES = 15
_ENDED = (
    r"(?:deprecated|archived|retired|unmaintained|discontinued|obsolete|superseded"
    r"|no longer(?: be(?:ing)?)?(?: actively)? (?:maintained|developed)|not(?: actively)? maintained any ?more)"
)
# what a README says of its repository: a sentence about that and nothing else, or the first heading
_RETIRED = pattern(
    r"(?<![\w-])this (?:[\w-]+ )?(?:repo|repository|project|chart)(?: as [^.;:|,]{1,80}?)?"
    r" (?:is|was|has been|will be|will)(?: now| officially| currently)? (?:be )?"
    + _ENDED
    + r"(?![\w-])|\A# .*[\[(]"
    + _ENDED
    + r"[\])]|\A# \W*"
    + _ENDED
    + r"(?:\W*\Z|:)"
)
_READMES = ("README.md", "readme.md", "README")
# at the top of what is software, which may speak of any cluster
_SOFTWARE = ("go.mod", "pyproject.toml", "setup.py", "Cargo.toml", "package.json", "pom.xml", "CMakeLists.txt")
# a clone or copy that is called after owner and repository
_COPY = pattern(r"(\w[\w.-]*?)(?:__|\+)([\w.-]+)")


class Project:
    """What a repository says of itself; looked at when somebody asks, and once."""

    def __init__(self, tree: Tree, top: str) -> None:
        self._tree = tree
        self._top = top

    def where(self, path: str) -> str:
        """Return the path of a file in it, behind the name of its folder."""
        return path[len(os.path.join(os.path.dirname(self._top), "")) :].replace(os.sep, "/")

    def builds(self, image: Image) -> bool:
        """Tell whether an image is built from this repository: their names say so, or what builds there names it."""
        return any(_is_of(image, *one) for one in self._names) or any(image.repository in text for text in self._texts)

    @cached_property
    def _names(self) -> list[tuple[str, str]]:
        """Owner, if that is known, and name: as the folder is called, and as a Go module is imported."""
        return [_called(os.path.basename(self._top)), *_MODULE.findall(self._read("go.mod").lower())]

    @cached_property
    def _texts(self) -> list[str]:
        workflows = self._tree.list(os.path.join(self._top, *_WORKFLOWS), everything=True)
        return [self._read(name) for name in (*_BUILDS, *sorted(workflows)[:MOST])]

    @cached_property
    def _is_software(self) -> bool:
        return any(self._tree.is_file(os.path.join(self._top, name)) for name in _SOFTWARE)

    @cached_property
    def runs_docker(self) -> bool:
        """Tell whether it is about a cluster whose nodes run Docker: as minikube has it, or for Compose beside it."""
        if self._is_software:
            return False
        scripts = (f"{folder}/{name}" for folder in _SCRIPTS for name in self._names_in(folder))
        starting = (*_READMES, *(path.lstrip("/") for path in scripts if _SCRIPT.fullmatch(path.lower())))
        if any(_STARTED in text and _CHOSEN not in text for text in map(self._read, starting)):
            return True
        composed = [name for name in self._names_in("") if _COMPOSED.fullmatch(name.lower())]
        if _COMPOSE in self._names_in(""):
            composed += sorted(self._tree.list(os.path.join(self._top, _COMPOSE), everything=False))[:MOST]
        return any(_SOCKET in self._read(path) for path in composed)

    def _names_in(self, folder: str) -> list[str]:
        return [*self._tree.names(os.path.join(self._top, folder))]

    @cached_property
    def is_of_untainted(self) -> bool:
        """Tell whether it is about a cluster whose control-plane nodes have no taint: its README or a path says so."""
        if self._is_software:
            return False
        return any(_UNTAINTED.search(one) for one in (*(self._read(name).lower() for name in _READMES), *self._paths))

    @cached_property
    def is_of_openshift(self) -> bool:
        """Tell whether it is about clusters of OpenShift: paths are called after objects that those alone have."""
        return not self._is_software and any(map(_OPENSHIFT.search, self._paths))

    @cached_property
    def _paths(self) -> list[str]:
        """Where manifests lie, in lower case; of very many only some."""
        paths = islice(self._tree.list(self._top, everything=False), _MOST_MANIFESTS)
        return [os.path.relpath(path, self._top).replace(os.sep, "/").lower() for path in paths]

    @cached_property
    def is_retired(self) -> bool:
        """Tell whether its README says in its first lines that it is deprecated, archived or maintained no more."""
        lines = next(filter(None, map(self._read, _READMES)), "").lower().splitlines()[:_FIRST_LINES]
        return any(_RETIRED.search(line) for line in lines)

    @cached_property
    def substituted(self) -> Fragment | None:
        """What says that Flux fills in variables before it applies what lies here."""
        for path in islice(self._tree.list(self._top, everything=False), _MOST_MANIFESTS):
            text = self._read(path)
            if all(word in text for word in _FLUX):
                reason = f"Flux fills in its variables, as {os.path.relpath(path, self._top)} says"
                placeholder, unknown = re.compile(_VARIABLE), re.compile(f"^{_VARIABLE}$")
                return Fragment("parameters", reason, (), placeholder=placeholder, unknown=unknown)
        return None

    def _read(self, name: str) -> str:
        return text_of(self._tree, os.path.join(self._top, name))


class Surroundings:
    """What is known of the place of one file."""

    __slots__ = ("_images", "_left_out", "_overlaid", "_project", "_released", "_said", "where")

    def __init__(
        self,
        where: str,
        project: Project | None,
        *,
        images: Callable[[], frozenset[str]] = frozenset,
        overlaid: Callable[[], bool] = bool,
        released: Callable[[], bool] = bool,
        left_out: Callable[[], bool] = bool,
        said: Callable[[re.Pattern[str]], bool] = lambda _: False,
    ) -> None:
        """Take its path below the top of its repository, whose name comes first, or what was named; or else as shown.

        ``images`` returns the names of those that kustomizations set there, ``overlaid`` tells whether an overlay there
        builds on the base that the file is in, ``released`` whether there are copies of the file of releases,
        ``left_out`` whether kustomizations have it commented out, ``said`` whether something stands in a manifest of
        its folder.
        """
        self._said = said
        self._left_out = left_out
        self._released = released
        self._overlaid = overlaid
        self.where = where
        self._project = project
        self._images = images

    @property
    def is_of_untainted(self) -> bool:
        """Tell whether its repository is about a cluster whose control-plane nodes have no taint."""
        return self._project is not None and self._project.is_of_untainted

    @property
    def runs_docker(self) -> bool:
        """Tell whether its repository is about a cluster whose nodes run Docker."""
        return self._project is not None and self._project.runs_docker

    def says(self, expression: re.Pattern[str]) -> bool:
        """Tell whether something stands in one of the manifests of its folder."""
        return self._said(expression)

    @property
    def is_idle(self) -> bool:
        """Tell whether nobody runs the file: kustomizations leave it out, or its repository has had its time."""
        return self._left_out() or (self._project is not None and self._project.is_retired)

    @property
    def is_of_openshift(self) -> bool:
        """Tell whether its repository is about clusters of OpenShift."""
        return self._project is not None and self._project.is_of_openshift

    @property
    def is_overlaid(self) -> bool:
        """Tell whether an overlay of the tree builds on the base that the file is in, by what stands in it alone."""
        return self._overlaid()

    @property
    def is_head(self) -> bool:
        """Tell whether copies of the file stand beside it, in folders that are called after releases."""
        return self._released()

    def sets(self, image: Image) -> bool:
        """Tell whether a kustomization sets what is pulled under the name of an image."""
        return image.name in self._images()

    def builds(self, image: Image) -> bool:
        """Tell whether an image is built from the repository that the file is in."""
        copies = (_called(part) for part in _copies(self.where))
        return any(_is_of(image, *one) for one in copies) or (self._project is not None and self._project.builds(image))


def is_released(tree: Tree, path: str) -> bool:
    """Tell whether a folder of a release beside a file, or beside its folder, has a file of its name.

    Where a tool has made one name of a path, the folders stand in that.
    """
    folder, name = os.path.split(path)
    *steps, last = name.split("__")
    if not steps:
        above, own = os.path.split(folder)
        return _RELEASE.fullmatch(own) is None and any(
            _RELEASE.fullmatch(one) and tree.is_file(os.path.join(at, one, name))
            for at in (folder, above)
            for one in tree.names(at)
        )
    if _RELEASE.fullmatch(steps[-1]):
        return False
    others = (one.split("__") for one in tree.names(folder) if one.endswith(f"__{last}"))
    return any(one[:-2] in (steps, steps[:-1]) and _RELEASE.fullmatch(one[-2]) for one in others)


def _copies(where: str) -> Iterator[str]:
    return (part for part in where.lower().split("/")[:-1] if _COPY.fullmatch(part))


def from_copy(path: str) -> str:
    """Return a path from the innermost folder on that is called after owner and repository; empty if none is."""
    parts = path.replace(os.sep, "/").split("/")
    found = _innermost_copy(tuple(parts[:-1]))
    return "" if found is None else "/".join(parts[found:])


@lru_cache(maxsize=64)  # the files of a folder come one after the other
def _innermost_copy(folders: tuple[str, ...]) -> int | None:
    return max((number for number, folder in enumerate(folders) if _COPY.fullmatch(folder)), default=None)


def _called(folder: str) -> tuple[str, str]:
    """Return the owner, if a folder's name says who that is, and the name of the repository in it."""
    found = _COPY.fullmatch(folder.lower())
    return (found[1], found[2]) if found else ("", folder.lower())


def _is_of(image: Image, owner: str, name: str) -> bool:
    """Tell whether an image is one of a repository: of its owner, or of its name, the words in whatever order."""
    *owners, base = image.repository.split("/")
    if not owners or owners == ["library"]:
        return False
    words = {*_WORD.findall(name)} - _GENERIC
    return owner in owners or base == name or (len(words) > 1 and words <= {*_WORD.findall(image.repository)})
