"""The functions that Kubernetes adds to CEL: what they take and give, since which version, and what they do.

A signature reads ``Quantity.isLessThan(Quantity) bool`` for a method and ``quantity(string) Quantity`` for a function.

Sources: staging/src/k8s.io/apiserver/pkg/cel/environment/base.go and pkg/cel/library/ (Kubernetes v1.37.2).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

from dslint.kube.cel import urls, values
from dslint.kube.cel.bounded import list_range, replace
from dslint.kube.cel.formatting import formatted
from dslint.kube.cel.values import NO_OVERLOAD, UNDECIDED, CelValueError
from dslint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# The implementation knows no types but those of the language. Ours are maps with odd keys, which nobody writes: it
# keeps them apart, and ``lint`` refuses what maps can do and they cannot.
OPAQUE = {
    "Quantity": "map<bool,timestamp>",
    "IP": "map<bool,duration>",
    "CIDR": "map<bool,bytes>",
    "URL": "map<bool,list<timestamp>>",
    "Semver": "map<bool,list<duration>>",
    "Format": "map<bool,list<bytes>>",
    "Authorizer": "map<uint,timestamp>",
    "PathCheck": "map<uint,duration>",
    "GroupCheck": "map<uint,bytes>",
    "ResourceCheck": "map<uint,list<timestamp>>",
    "Decision": "map<uint,list<duration>>",
}
_COMPARABLE = ("int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes")
_SUMMABLE = ("int", "uint", "double", "duration")
FORMATS = (
    "dns1123Label", "dns1123Subdomain", "dns1035Label", "qualifiedName", "dns1123LabelPrefix", "dns1123SubdomainPrefix",
    "dns1035LabelPrefix", "labelValue", "uri", "uuid", "byte", "date", "datetime",
)  # fmt: skip
_SIGNATURE = re.compile(r"(?:(?P<of>[\w<>]+)\.)??(?P<name>(?:ip\.|format\.)?\w+)\((?P<takes>.*)\) (?P<gives>.+)")

_TEXT = """
quantity(string) Quantity
isQuantity(string) bool
sign(Quantity) int
Quantity.isGreaterThan(Quantity) bool
Quantity.isLessThan(Quantity) bool
Quantity.compareTo(Quantity) int
Quantity.asApproximateFloat() double
Quantity.asInteger() int
Quantity.isInteger() bool
Quantity.add(Quantity) Quantity
Quantity.add(int) Quantity
Quantity.sub(Quantity) Quantity
Quantity.sub(int) Quantity
ip(string) IP
IP.family() int
ip.isCanonical(string) bool
IP.isUnspecified() bool
IP.isLoopback() bool
IP.isLinkLocalMulticast() bool
IP.isLinkLocalUnicast() bool
IP.isGlobalUnicast() bool
isIP(string) bool
string(IP) string
cidr(string) CIDR
CIDR.containsIP(string) bool
CIDR.containsIP(IP) bool
CIDR.containsCIDR(string) bool
CIDR.containsCIDR(CIDR) bool
CIDR.ip() IP
CIDR.prefixLength() int
CIDR.masked() CIDR
isCIDR(string) bool
string(CIDR) string
url(string) URL
URL.getScheme() string
URL.getHost() string
URL.getHostname() string
URL.getPort() string
URL.getEscapedPath() string
URL.getQuery() map<string,list<string>>
isURL(string) bool
semver(string) Semver
semver(string,bool) Semver
isSemver(string) bool
isSemver(string,bool) bool
Semver.isGreaterThan(Semver) bool
Semver.isLessThan(Semver) bool
Semver.compareTo(Semver) int
Semver.major() int
Semver.minor() int
Semver.patch() int
string.find(string) string
string.findAll(string) list<string>
string.findAll(string,int) list<string>
Format.validate(string) optional<list<string>>
format.named(string) optional<Format>
list<A>.indexOf(A) int
list<A>.lastIndexOf(A) int
dyn.includes(dyn) bool
Authorizer.path(string) PathCheck
Authorizer.group(string) GroupCheck
Authorizer.serviceAccount(string,string) Authorizer
GroupCheck.resource(string) ResourceCheck
ResourceCheck.subresource(string) ResourceCheck
ResourceCheck.namespace(string) ResourceCheck
ResourceCheck.name(string) ResourceCheck
ResourceCheck.fieldSelector(string) ResourceCheck
ResourceCheck.labelSelector(string) ResourceCheck
PathCheck.check(string) Decision
ResourceCheck.check(string) Decision
Decision.errored() bool
Decision.error() string
Decision.allowed() bool
Decision.reason() string
"""

# the first version whose server takes a new policy with a function: one after that which brought it, so that the
# server of the version before can still read what is stored (environment.NewExpressions)
NEW = {"includes": 38}
LISTS = frozenset({"slice", "flatten", "distinct", "sort", "sortBy", "range", "reverse"})
LISTS_SINCE = 35
TWO_VARIABLES_SINCE, SEMVER_SINCE = 33, 34


class Signature(NamedTuple):
    """One form of a function; ``takes`` begins with the type of the value that a method is called on."""

    name: str
    method: bool
    takes: tuple[str, ...]
    gives: str

    @property
    def id(self) -> str:
        """What tells it from the others."""
        words = "_".join((self.name, *self.takes))
        return "kubernetes_" + re.sub(r"\W+", "_", words)


def signatures() -> Iterator[Signature]:
    """Yield every form of every function."""
    for line in _TEXT.strip().splitlines():
        found = _SIGNATURE.fullmatch(line)
        assert found is not None  # noqa: S101 - the table above
        takes = tuple(split(found["takes"])) if found["takes"] else ()
        of = found["of"]
        yield Signature(found["name"], of is not None, (of, *takes) if of else takes, found["gives"])
    for name in FORMATS:
        yield Signature(f"format.{name}", method=False, takes=(), gives="Format")
    for kind in _COMPARABLE:
        yield Signature("isSorted", method=True, takes=(f"list<{kind}>",), gives="bool")
        yield Signature("min", method=True, takes=(f"list<{kind}>",), gives=kind)
        yield Signature("max", method=True, takes=(f"list<{kind}>",), gives=kind)
    for kind in _SUMMABLE:
        yield Signature("sum", method=True, takes=(f"list<{kind}>",), gives=kind)


def split(text: str) -> Iterator[str]:
    """Yield the types of a list that stand between its outer commas."""
    depth = start = 0
    for at, char in enumerate(text):
        depth += (char == "<") - (char == ">")
        if char == "," and not depth:
            yield text[start:at]
            start = at + 1
    yield text[start:]


def _compare_to(left: Any, right: Any) -> int:
    kind = values.kind_of(left)
    if kind == "semver":
        return values.compare(values.semver_key(left), values.semver_key(right))
    return values.compare(values.number_of(left), values.number_of(right))


def _index_of(target: Any, wanted: Any, *more: Any) -> int:
    if isinstance(target, list):
        return next((at for at, item in enumerate(target) if equal(item, wanted)), -1)
    text, word = values.text_of(target), values.text_of(wanted)
    start = _offset(more[0]) if more else 0
    return text.find(word, start) if not more or start < len(text) or not word else -1


def _last_index_of(target: Any, wanted: Any, *more: Any) -> int:
    if isinstance(target, list):
        return next((at for at in range(len(target) - 1, -1, -1) if equal(target[at], wanted)), -1)
    text, word = values.text_of(target), values.text_of(wanted)
    if not more:
        return text.rfind(word)
    start = _offset(more[0])
    if not word:
        return min(start, len(text))
    return text.rfind(word, 0, start + len(word)) if start < len(text) else -1


def _offset(value: Any) -> int:
    if _int(value) < 0:
        raise CelValueError(f"index out of range: {value}")
    return _int(value)


def _char_at(text: Any, index: Any) -> str:
    return _substring(text, index)[:1]


def _substring(text: Any, start: Any, *more: Any) -> str:
    whole = values.text_of(text)
    end = _int(more[0]) if more else len(whole)
    for index in (_int(start), end):
        if not 0 <= index <= len(whole):
            raise CelValueError(f"index out of range: {index}")
    if start > end:
        raise CelValueError(f"invalid substring range. start: {start}, end: {end}")
    return whole[start:end]


def _int(value: Any) -> int:
    if type(value) is not int:
        raise CelValueError(NO_OVERLOAD)
    return value


def equal(left: Any, right: Any) -> bool:
    """Tell whether two values are equal to CEL: numbers of all types compare, other types never mix."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(left[key], right[key]) for key in left)
    return bool(left == right)


def _includes(target: Any, wanted: Any) -> bool:
    if isinstance(target, list):
        return any(equal(item, wanted) for item in target)
    return equal(target, wanted)


def _items(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise CelValueError(NO_OVERLOAD)
    kinds = {bool if isinstance(it, bool) else float if isinstance(it, (int, float)) else type(it) for it in value}
    if len(kinds) > 1 or kinds & {dict, list, type(None)}:
        raise CelValueError(NO_OVERLOAD)
    return value


def _is_sorted(value: Any) -> bool:
    items = _items(value)
    return all(items[at] <= items[at + 1] for at in range(len(items) - 1))


def _extreme(name: str, of: Callable[..., Any]) -> Callable[[Any], Any]:
    def extreme(value: Any) -> Any:
        if value == []:
            raise CelValueError(f"{name} called on empty list")
        return of(_items(value))

    return extreme


def _sum(value: Any) -> Any:
    items = _items(value)
    if items and isinstance(items[0], timedelta):
        raise CelValueError(f"{UNDECIDED}a sum of durations")
    if any(isinstance(item, (str, bytes, bool)) for item in items):
        raise CelValueError(f"{NO_OVERLOAD}: sum(list)")
    total = sum(items)
    if isinstance(total, int) and not -(2**63) <= total < 2**63:
        raise CelValueError("integer overflow")
    return total


def _unicast(value: Any) -> bool:
    return values.address(value).is_link_local


def _address(name: str) -> Callable[[Any], bool]:
    return lambda value: bool(getattr(values.address(value), name))


def _part(name: str) -> Callable[[Any], str]:
    return lambda value: urls.part(value, name)


def _number(index: int) -> Callable[[Any], int]:
    return lambda value: values.semver_parts(value)[index]


# by name and the number of values that a call has, that before the dot included
FUNCTIONS: dict[tuple[str, int], Callable[..., Any]] = {
    ("quantity", 1): values.quantity,
    ("isQuantity", 1): values.is_quantity,
    ("sign", 1): values.quantity_sign,
    ("isGreaterThan", 2): lambda left, right: _compare_to(left, right) > 0,
    ("isLessThan", 2): lambda left, right: _compare_to(left, right) < 0,
    ("compareTo", 2): _compare_to,
    ("asApproximateFloat", 1): values.quantity_as_float,
    ("asInteger", 1): values.quantity_as_integer,
    ("isInteger", 1): values.quantity_is_integer,
    ("add", 2): values.quantity_add,
    ("sub", 2): values.quantity_sub,
    ("ip", 1): values.ip,
    ("family", 1): lambda value: values.address(value).version,
    ("ip.isCanonical", 1): values.ip_is_canonical,
    ("isUnspecified", 1): _address("is_unspecified"),
    ("isLoopback", 1): _address("is_loopback"),
    ("isLinkLocalMulticast", 1): values.is_link_local_multicast,
    ("isLinkLocalUnicast", 1): _unicast,
    ("isGlobalUnicast", 1): values.is_global_unicast,
    ("isIP", 1): values.is_ip,
    ("cidr", 1): values.cidr,
    ("containsIP", 2): values.contains_ip,
    ("containsCIDR", 2): values.contains_cidr,
    ("prefixLength", 1): lambda value: values.network(value).network.prefixlen,
    ("masked", 1): values.masked,
    ("isCIDR", 1): values.is_cidr,
    ("url", 1): urls.url,
    ("getScheme", 1): _part("scheme"),
    ("getHost", 1): _part("host"),
    ("getHostname", 1): _part("hostname"),
    ("getPort", 1): _part("port"),
    ("getEscapedPath", 1): _part("path"),
    ("getQuery", 1): urls.query,
    ("isURL", 1): urls.is_url,
    ("semver", 1): values.semver,
    ("semver", 2): values.semver,
    ("isSemver", 1): values.is_semver,
    ("isSemver", 2): values.is_semver,
    ("major", 1): _number(0),
    ("minor", 1): _number(1),
    ("patch", 1): _number(2),
    ("includes", 2): _includes,
    ("isSorted", 1): _is_sorted,
    ("min", 1): _extreme("min", min),
    ("max", 1): _extreme("max", max),
    ("sum", 1): _sum,
}

# Functions that the CEL implementation knows by the same name with other values, or cannot do: a call gets the second
# name, of the same length, where a tree is prepared for running.
RENAMED: dict[str, str] = {
    "indexOf": "IndexOf",
    "lastIndexOf": "LastIndexOf",
    "charAt": "CharAt",
    "format": "Format",
    "substring": "Substring",
    "replace": "Replace",
    "lists.range": "Lists.range",
    "cel.@mapInsert": "kub.@mapInsert",
    "string": "String",  # of one of Kubernetes' own values
}

METHODS = frozenset({"IndexOf", "LastIndexOf", "CharAt", "Format", "Substring", "Replace"})
"""Those of the second names that are called on a value."""


def _map_insert(target: Any, *more: Any) -> dict[Any, Any]:
    added = dict([more]) if len(more) == 2 else more[0]
    for key in added:
        if key in target:
            raise CelValueError(f"insert failed: key {key} already exists")
    return {**target, **added}


def _string(value: Any) -> str:
    return values.content(values.kind_of(value), value)


REPLACEMENTS: dict[tuple[str, int], Callable[..., Any]] = {
    ("IndexOf", 2): _index_of,
    ("IndexOf", 3): _index_of,
    ("LastIndexOf", 2): _last_index_of,
    ("LastIndexOf", 3): _last_index_of,
    ("CharAt", 2): _char_at,
    ("Format", 2): formatted,
    ("Substring", 2): _substring,
    ("Substring", 3): _substring,
    ("Replace", 3): replace,
    ("Replace", 4): replace,
    ("Lists.range", 1): list_range,
    ("String", 1): _string,
    ("kub.@mapInsert", 2): _map_insert,
    ("kub.@mapInsert", 3): _map_insert,
}

# functions that ask the server, and those whose value is optional, which no function of Python's can give
_BUILT = {"find", "findAll", *RENAMED}
UNABLE = frozenset(one.name for one in signatures() if (one.name, len(one.takes)) not in FUNCTIONS) - _BUILT
LACKING = ("unwrapOpt",)
"""Functions of the server's that the implementation has not."""
