"""What files are read from, the work tree or a Git revision, and which of them are manifests."""

from __future__ import annotations

from dslint.errors import InputError
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Protocol

    from dslint.inputs.large import Large
    from dslint.source.location import Location

    class Tree(Protocol):
        """Files by absolute path."""

        notes: list[str]
        """What a user has to know of how it was listed."""

        def is_folder(self, path: str) -> bool:
            """Tell whether a path that the user named stands for what lies below it."""

        def is_file(self, path: str) -> bool:
            """Tell whether there is such a file, or a link to one."""

        def size(self, path: str) -> int:
            """Return how many bytes a file has, 0 where only reading it tells."""

        def is_top(self, folder: str) -> bool:
            """Tell whether a folder is the top of a repository: nothing above has to do with what is in it."""

        def show(self, path: str, here: str) -> str:
            """Return a path as people see it who are in the folder ``here``."""

        def list(self, folder: str, *, everything: bool) -> Iterable[str]:
            """Return the manifests below a folder, in any order; ``everything`` means hidden and ignored ones too.

            A folder inside it that cannot be listed stands in the place of what it holds.
            """

        def names(self, folder: str) -> Iterable[str]:
            """Return the names of what is directly in a folder, as far as they are known."""

        def files(self, folder: str) -> Iterable[str]:
            """Return every file below a folder, whatever it is."""

        def read(self, item: Input, limit: int = ...) -> bytes:
            """Return the contents of a file; raises :class:`Unreadable`, also beyond ``limit`` bytes."""

        def read_all(self, items: Iterable[Input]) -> Iterator[tuple[Input, bytes | Large | Unreadable]]:
            """Yield inputs with their contents, or with what keeps them from being read.

            One that is too large to be read at once is to be read before the next one is asked for.
            """


# the file that makes a folder a Helm chart; the names of konfig.RecognizedKustomizationFileNames
CHART = "Chart.yaml"
KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
SUFFIXES = (".yaml", ".yml", ".json")


class Input(NamedTuple):
    """One file to look at.

    ``path`` is absolute: what is opened, and where configuration and kustomizations are looked for. ``shown`` is what
    people see. ``explicit``: named by the user rather than found. ``stdin``: read from standard input in the place of
    ``path``. ``folder``: the one that the user named, where the file was found below one.
    """

    path: str
    shown: str
    explicit: bool
    stdin: bool = False
    folder: str = ""


class Unreadable(InputError):  # noqa: N818 - a condition of the file, not a mistake in the call
    """An input cannot be read; ``reason`` says why in words, ``gone`` that it is no longer there.

    ``at`` is the place that is at fault, if it is known, and ``message_key`` what DS001 says of it, if not the usual.
    """

    at: Location | None = None
    message_key: str | None = None

    def __init__(self, shown: str, reason: str, *, gone: bool = False) -> None:
        super().__init__(f"cannot read {shown}: {reason}")
        self.reason = reason
        self.gone = gone


class Empty(Unreadable):
    """Standard input has no document: what was to write it has failed or had nothing to write."""

    def __init__(self, shown: str) -> None:
        super().__init__(shown, "it has no document; what writes it, such as helm template, failed or left nothing")


class NoMemory(Unreadable):
    """An input does not fit into the memory that there is."""

    def __init__(self, shown: str) -> None:
        super().__init__(shown, "there is not enough memory for it")


class TooLarge(Unreadable):
    """An input is larger than what is read."""

    def __init__(self, shown: str, limit: int) -> None:
        size = f"{limit // (1024 * 1024)} MiB" if limit >= 1024 * 1024 else f"{limit} bytes"
        super().__init__(shown, f"it is larger than {size}")
