"""Images: names that no runtime can pull, tags that move, registries that are gone or not allowed."""

from __future__ import annotations

import re
from itertools import takewhile

from dslint.checks.agents import is_demonstration
from dslint.checks.parts import containers, image_texts, images, named_images, one_hit
from dslint.checks.purpose import follows_a_channel, is_for_trial, is_of_an_operator
from dslint.checks.retired import ended
from dslint.finding import Hit, SetScalar
from dslint.kube.values.image import DEFAULT_REGISTRY, Image, ImageError, parse
from dslint.manifest.purpose import is_base
from dslint.pattern import pattern
from dslint.phrases import few
from dslint.template import Sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dslint.manifest.context import Context
    from dslint.manifest.daemonset import DaemonSet
    from dslint.manifest.field import Field
    from dslint.manifest.workload import Workload

# the first word of tags that are pushed again, and what may stand behind it
_MOVING = pattern(
    r"(latest|main|master|head|trunk|canary|edge|nightly|dev|devel|develop|development|snapshot|unstable)([-_.].*)?"
    r"|.*[-_.](latest|snapshot)|stable|release|rolling|current|prod|production",
    re.IGNORECASE,
)
_LATEST = "latest"
_LATEST_OF = ("found", "untagged")
_ALWAYS = "Always"
_INFOS = ("missing", "local", "channel")
_KINDS = ("found", "untagged", "own", *_INFOS)  # what is told first comes first
_LONGEST = 1000  # characters of a comment that are read
# an image that somebody has left there as a comment
_OUT_OF_USE = pattern(r"#[\s#-]*image:")
_WRITES = r"(?:stamp|replac|substitut|overrid|overwrit|rewrit|inject)\w*"
_BUILDS = r"(?:ci|cd|ci/cd|pipelines?|workflows?|kustomize|kustomization|skaffold|releases?)"
# what a comment says whose author knows that a tag moves: that one should pin it, for what it is, who writes another
_OF_PINNING = pattern(
    r"(?<![a-z])(?:pin|pins|pinned|pinning|unpinned|sha|sha256|digests?|best practices?|release tags?|tagged"
    r"|(?:in|for) production|production (?:use|deployments?|clusters?)|for (?:the )?demos?|demo purposes?"
    rf"|{_BUILDS}\b[^.]*\b(?:tags?|{_WRITES})|(?:tags?|{_WRITES})\b[^.]*\b(?:by|in|at|from) (?:the |a |our )?{_BUILDS}"
    r"|placeholder|replace (?:this |it )?(?:with|by) (?:the|your)|your (?:own |actual )?(?:image|registry)"
    r"|set\b[^.]*\bby (?:the|an?) (?:[a-z]+-)*operator)(?![a-z])"
)
# the registry within a cluster of OpenShift, which has what is built there
# Source: https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/registry/accessing-the-registry
_OF_THE_CLUSTER = ("image-registry.openshift-image-registry.svc:5000", "docker-registry.default.svc:5000")
# what makes one of them the name of one build: a date, a commit
_BUILD = pattern(r"\d{3,}|[0-9a-f]{7,}")
# where Kubernetes and others put what is not released
_STAGING = pattern(r"(?<![a-z])staging(?![a-z])")
# registries that are frozen, and where their images are; the announcements are in the rule file
_RETIRED = ("k8s.gcr.io/", "gcr.io/google_containers/", "gcr.io/google-containers/")
_NEW = "registry.k8s.io"
_BITNAMI = "docker.io/bitnami/"  # which keeps the latest of each
# what nobody can pull any more from where it was, and where it is
_GONE = (
    ("quay.io/k8scsi/", "registry.k8s.io/sig-storage"),
    ("gcr.io/cloud-provider-vsphere/csi/", "registry.k8s.io/csi-vsphere"),
    ("gcr.io/cloud-provider-vsphere/", "registry.k8s.io/cloud-pv-vsphere"),
    ("gcr.io/kubebuilder/kube-rbac-proxy", "quay.io/brancz/kube-rbac-proxy"),
    (_BITNAMI, "docker.io/bitnamilegacy, which gets no updates"),
)


def moving_tag(workload: Workload, context: Context) -> Iterator[Hit]:
    """Find images that are another one tomorrow: without a tag, or with one that is pushed again."""
    ds, tags = workload.written, frozenset(context.options.get("tags") or ())
    if ds.fragment is not None or (is_base(ds.where) and not (ds.around and ds.around.is_overlaid)):
        return  # a template, or a kustomization elsewhere, says which tag is meant
    found: dict[str, list[tuple[str, Field]]] = {}
    for text, field, image in images(workload):
        how = _moves(text, image, tags)
        if not (how or _is_of_no_registry(image)):
            continue
        policy = _policy(field)
        if not _is_pulled(image, policy) or (ds.around and ds.around.sets(image)):
            continue
        if how := _whose(how, image, policy, ds):
            found.setdefault(how, []).append((text, field))
    found = _not_meant(found)
    if not found or "debug" in workload.role or is_of_an_operator(ds):  # a toolbox may be of today
        return
    kinds: list[str] = [one for one in _KINDS if one in found]
    kind = kinds[0]
    if kind in ("missing", "local"):
        kinds = [kind]
    elif kind not in _INFOS and (is_for_trial(ds) or is_demonstration(workload)):
        kind = "trial"
    elif kind == "untagged" and len(kinds) > 1:
        kind = "found"  # whose sentence is true of all of them
    yield one_hit(kind, [one for some in kinds for one in found[some]])


def _not_meant(found: dict[str, list[tuple[str, Field]]]) -> dict[str, list[tuple[str, Field]]]:
    """Leave out images of which a comment says that they move: it holds wherever they stand."""
    meant = {text for some in found.values() for text, field in some if _is_said_to_move(field)}
    return {how: left for how, some in found.items() if (left := [one for one in some if one[0] not in meant])}


def _is_said_to_move(field: Field) -> bool:
    """Tell whether a comment right above an image or behind it shows that its author knows, and what he wants."""
    text, span = field.source.text, field.span()
    start = text.rfind("\n", 0, span.start)
    above = takewhile(lambda line: line.startswith("#"), map(str.strip, reversed(_before(text, start).split("\n"))))
    said = [line.lstrip("# ") for line in above if not _OUT_OF_USE.match(line)]
    behind = text[span.end : span.end + _LONGEST].partition("\n")[0].partition("#")[2]
    return _OF_PINNING.search(" ".join([*reversed(said), behind]).lower()) is not None


def _before(text: str, end: int) -> str:
    """Return as much of the whole lines before an offset as is read of comments."""
    near = text[max(0, end - _LONGEST) : max(0, end)]
    return near if end <= _LONGEST else near.partition("\n")[2]


def _moves(text: str, image: Image, tags: frozenset[str]) -> str:
    """Return which message is about an image: empty where its tag or digest is the name of one build."""
    from dslint.kube.data.software import SYSTEMS
    from dslint.manifest.role_facts import repository

    if image.digest:
        return ""
    if image.effective_tag == _LATEST and (repository(text).rpartition("/")[2] in SYSTEMS or _STAGING.search(text)):
        return "channel"
    if not image.tag:
        return "untagged"
    if image.tag in tags or image.tag == _LATEST:
        return "found"
    if image.tag.replace(".", "").isdecimal():  # a version, as most are
        return ""
    return "channel" if _MOVING.fullmatch(image.tag) and not _BUILD.search(image.tag) else ""


def _whose(how: str, image: Image, policy: str, ds: DaemonSet) -> str:
    """Return which message is about an image, by whether somebody means it to move, or builds it here; or none."""
    if _is_of_no_registry(image):
        how = "missing" if policy == _ALWAYS else how and "local"
        return "" if is_base(ds.where) else how
    if how in _LATEST_OF and (
        image.registry in _OF_THE_CLUSTER or follows_a_channel(ds) or (ds.around and ds.around.is_head)
    ):
        return "channel"
    if how == "channel" or not (ds.around and ds.around.builds(image)):
        return how
    return "" if is_base(ds.where) else "own"  # a pipeline writes into the overlays what it has built


def _policy(field: Field) -> str:
    """Return when an image is pulled, as somebody wrote it."""
    return field.parent.get("imagePullPolicy").text if field.parent is not None else ""


def _is_pulled(image: Image, policy: str) -> bool:
    """Tell whether nodes pull an image: not what was brought to them by hand, or is on the node itself."""
    return image.registry.partition(":")[0] != "localhost" and policy != "Never"


def _is_of_no_registry(image: Image) -> bool:
    """Tell whether an image is a single word that Docker Hub does not have.

    It is of one machine, or stands where an operator or a script puts a whole reference.
    """
    from dslint.kube.data.official_images import OFFICIAL

    owner, _, name = image.repository.rpartition("/")
    return image.registry == DEFAULT_REGISTRY and owner == "library" and name not in OFFICIAL


def undigested(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find images without a digest."""
    found = [(text, field) for text, field, image in images(workload) if not image.digest]
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
        if field.text == "IfNotPresent" and image.effective_tag == _LATEST and not image.digest:
            stale.append((one.name, field))
            local = local or image.name.startswith("localhost/")  # no registry has it
        elif field.text == _ALWAYS and image.digest:
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
            for text, field, image in images(workload)
            if not any(image.name == one or image.name.startswith(one + "/") for one in allowed)
        ]
        if found:
            yield one_hit("found", found, {"allowed": few(allowed)})


def invalid_name(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find names that the API server takes and no kubelet can pull."""
    if workload.written.fragment is not None:
        return
    for text, field in image_texts(workload):
        try:
            parse(text.strip())
        except ImageError as error:
            if text == text.strip():
                yield Hit("found", field, {"image": text, "reason": Sentence(error)})
                return


def retired_registry(workload: Workload, _context: Context) -> Iterator[Hit]:
    """Find registries that are frozen, or gone, and software that has ended."""
    pulled = named_images(workload)
    gone = list(_gone(pulled))
    yield from gone
    found, fix, moved = [], [], False
    for text, field, _ in pulled:
        for old in _RETIRED:
            if text.startswith(old):
                found.append((text, field))
                fix.append(SetScalar(field, f"{_NEW}/{text.removeprefix(old)}"))
                moved = moved or old != _RETIRED[0]
    if found:
        # what the oldest one holds was copied in part
        yield one_hit("found", found, {"new": _NEW}, fix=tuple(fix))._replace(unsafe=moved)
    elif not gone:
        yield from ended(workload, pulled)


def _gone(pulled: Iterable[tuple[str, Field, Image]]) -> Iterator[Hit]:
    found = []
    for text, field, image in pulled:
        if not (image.name.startswith(_BITNAMI) and image.effective_tag == _LATEST):
            found += [(text, field, new) for old, new in _GONE if image.name.startswith(old)][:1]
    if found:
        params = {"new": " and ".join(dict.fromkeys(new for _, _, new in found))}
        yield one_hit("gone", [(text, field) for text, field, _ in found], params)
