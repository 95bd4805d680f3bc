"""Agents whose project has ended."""

from __future__ import annotations

from dslint.checks.parts import images, one_hit
from dslint.kube.data.retired import retired

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dslint.finding import Hit
    from dslint.kube.data.retired import Retired
    from dslint.kube.values.image import Image
    from dslint.manifest.field import Field
    from dslint.manifest.workload import Workload

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def ended(workload: Workload, pulled: Iterable[tuple[str, Field, Image]]) -> Iterator[Hit]:
    """Find software that is maintained no more among images; of several it is the first that counts."""
    known = list(_retired(pulled))
    if not known:
        return
    software, _, image, _ = known[0]
    year, month = software.ended.split("-")
    around = workload.written.around
    params = {
        "software": software.name,
        "ended": f"in {_MONTHS[int(month) - 1]} {year}",
        "instead": software.instead,
    }
    places = [(text, field) for other, text, _, field in known if other is software]
    yield one_hit("own" if around is not None and around.builds(image) else "ended", places, params)


def is_outlived(workload: Workload) -> bool:
    """Tell whether a container is of software that ended before any release of Kubernetes that is still patched."""
    return any(software.is_outlived for software, *_ in _retired(images(workload)))


def _retired(pulled: Iterable[tuple[str, Field, Image]]) -> Iterator[tuple[Retired, str, Image, Field]]:
    for text, field, image in pulled:
        software = retired(image.repository)
        if software is not None:
            yield software, text, image, field
