"""What images, programs and names say of a role, by the software and the words in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from dslint.kube.data.software import BY_USE, KINDS, SIDECARS, SOFTWARE, WORDS
from dslint.manifest.role import Evidence
from dslint.manifest.role_facts import Fact
from dslint.pattern import pattern

# how much known software counts by what names it, and where it is of an init container or not the first container
WEIGHT = {"image": 6, "program": 6, "name": 4, "container": 3, "namespace": 4}
_ASIDE = {"image": 4, "program": 4, "container": 2}
_LESS, _OTHER, _SPACE = 2, 3, 2
# what may follow the name of a product and is still that product
_SAME = pattern(
    r"[-_/.:]?(agent|node|daemon|daemonset|ds|server|linux|windows|win|amd64|arm64|arm|x86_64|debian|alpine|ubuntu|image"
    r"|controller|operator|collector|io|main|base|[0-9.]+|v\d\S*)(?![a-z])"
)
# words that are long enough to be known where they end another one: nodeexporter
_LONG = 7
_ENDINGS = tuple(word for word in WORDS if len(word) >= _LONG)
_PRODUCTS = frozenset(SOFTWARE).union(BY_USE)
_SIDECARS, _WORDS = frozenset(SIDECARS), frozenset(WORDS)
_RUN = pattern(r"[a-z0-9]+")
_MOST = 8  # the most runs of letters and digits that a name has


def software(known: Sequence[Fact]) -> Iterator[tuple[str, Evidence]]:
    """Yield the roles of the software that images and names speak of, each once for each kind of them."""
    programs = {fact.at[:-2] for fact in known if fact.kind == "program" and meanings(fact.text, _full(fact))}
    best: dict[tuple[str, str], Evidence] = {}
    for fact in known:
        if fact.kind == "image" and fact.at[:-1] in programs:
            continue  # of an image with several programs it is the program that tells
        kind = "name" if fact.kind == "container" else fact.kind
        for role, full in meanings(fact.text, _full(fact)) if fact.kind in WEIGHT else ():
            weight = min(full, _SPACE) if kind == "namespace" else full
            if (role, kind) not in best or weight > best[role, kind].weight:
                best[role, kind] = Evidence(kind, fact.shown, fact.at, weight)
    for (role, _), evidence in best.items():
        yield role, evidence


def _full(fact: Fact) -> int:
    return (_ASIDE if fact.aside else WEIGHT)[fact.kind]


@lru_cache(maxsize=4096)
def meanings(text: str, full: int) -> tuple[tuple[str, int], ...]:
    """Return the roles that an image or a name means, with their weights: the same ones are met again and again."""
    return tuple(_meanings(text, full))


def _meanings(text: str, full: int) -> Iterator[tuple[str, int]]:
    """Yield the roles that an image or a name speaks for: of the product that it names last, and of words behind it.

    ``cilium/tetragon`` is tetragon; ``calico-ipip-pinger`` comes from calico, but it is a pinger.
    """
    if names(text, _SIDECARS):
        return
    places = names(text, _PRODUCTS)
    products = [text[start:end] for start, end in places]
    rest = text[places[-1][1] :] if places else text
    found = _words(_SAME.sub("", rest) if places else rest)
    words = [WORDS[word] for word in found]
    if products:
        product = products[-1]
        if SOFTWARE.get(product) == "storage" and any(SOFTWARE.get(one) == "csi" for one in products):
            product = "csi"  # a driver for that storage
        weight = full
        if words and words[-1] != SOFTWARE.get(product):
            weight -= _OTHER
        elif _SAME.sub("", rest) and product not in ("csi", "cni"):
            weight -= _LESS
        if words and "/" in text[places[-1][1] :]:
            pass  # whose owner makes something else too
        elif product in BY_USE:
            yield from zip(BY_USE[product], (weight, weight - 1), strict=True)
        else:
            # an application runs anywhere: its name proves little where the pods use the node
            yield SOFTWARE[product], weight - (_LESS if SOFTWARE[product] == "application" else 0)
    for role in words[-1:]:
        yield role, full - (1 if found[-1] in KINDS else _LESS)


def names(text: str, known: frozenset[str]) -> list[tuple[int, int]]:
    """Return where known names stand in a text, beside no letter and no digit; the longest counts."""
    begins = _begins(known)
    runs = [found.span() for found in _RUN.finditer(text)]
    out, first = [], 0
    while first < len(runs):
        if text[slice(*runs[first])] not in begins:
            first += 1
            continue
        for last in range(min(first + _MOST, len(runs)) - 1, first - 1, -1):
            if text[runs[first][0] : runs[last][1]] in known:
                out.append((runs[first][0], runs[last][1]))
                first = last
                break
        first += 1
    return out


@cache
def _begins(known: frozenset[str]) -> frozenset[str]:
    """Return the first run of letters and digits of each name: most runs of a text begin none."""
    return frozenset(found[0] for name in known if (found := _RUN.match(name)))


def _words(text: str) -> list[str]:
    """Return the words of roles in a text, those too that only end another word: nodeexporter."""
    out, at = [], 0
    for start, end in [*names(text, _WORDS), (len(text), len(text))]:
        for run in _RUN.findall(text[at:start]):
            if run.endswith(_ENDINGS):
                out += [word for word in _ENDINGS if run.endswith(word)][:1]
        out += [text[start:end]] if start < end else []
        at = end
    return out
