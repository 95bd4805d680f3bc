"""The server's texts about single values in our words: what is wrong, and what to do about it."""

from __future__ import annotations

import re

from dslint.record import NamedTuple


class Translation(NamedTuple):
    """What is wrong with a value, to stand right behind it, and advice that begins with a verb."""

    problem: str
    advice: str


_LABEL = "use lower-case letters, digits and, between them, hyphens"
_SUBDOMAIN = "use lower-case letters, digits and, between them, hyphens and dots"
_KEY = "use letters, digits and, between them, hyphens, dots and underscores"
# How a text of the server begins, which characters beside letters and digits it allows, whether upper case, the advice
_SYNTAX = (
    ("a lowercase RFC 1123 label", "-", False, _LABEL),
    ("a lowercase RFC 1123 subdomain", "-.", False, _SUBDOMAIN),
    ("a DNS-1035 label", "-", False, _LABEL),
    ("a valid label", "-_.", True, _KEY),
    ("must consist of alphanumeric", "-_.", True, _KEY),
    ("a valid config key", "-_.", True, _KEY),
    ("a valid HTTP header", "-", True, "use only letters, digits and hyphens"),
    ("must contain only alpha-numeric", "-", False, "use only lower-case letters, digits and hyphens"),
)
_PARTS = (("prefix part ", "before"), ("name part ", "after"))
# Texts that say something else than which characters are allowed; \1 takes a group
_TEXTS = (
    (r"must be no more than (\d+) (characters|bytes)", r" is longer than \1 \2", r"shorten it to \1 \2"),
    (r"may not be more than (\d+) bytes", r" is longer than \1 bytes", r"shorten it to \1 bytes"),
    (r"must not contain dots", " contains a dot", "use hyphens instead of dots"),
    (r"must be non-empty", " is empty", "give it a value"),
    (r"must contain at least one letter", " has no lower-case letter", "use at least one lower-case letter"),
    (r"must not contain consecutive hyphens", " has two hyphens in a row", "use single hyphens"),
    (r"must not begin or end with a hyphen", " begins or ends with a hyphen", "remove the hyphen"),
    (r"(?:must|can) not contain (?:'\.\.'|backsteps)", ' contains ".."', 'write the path without ".."'),
    (r"must not start with '\.\.'", ' starts with ".."', 'choose a name that does not start with ".."'),
    (r"must be a relative path", " is an absolute path", "remove the slash in front"),
    (r"must be an absolute path", " is not an absolute path", "start it with a slash"),
    (r"must be between (\S+) and (\S+), inclusive", r" is not between \1 and \2", r"use a number from \1 to \2"),
    (r"must be in the range (\d+)-(\d+)", r" is not between \1 and \2", r"use a number from \1 to \2"),
    (r"must be a number between 0 and 0777", " is not between 0 and 0777 (octal)", "write the mode in octal, as 0644"),
    (r"must be 1$", " is not 1", "set it to 1, or remove it"),
    (r"must be greater than or equal to 0", " is negative", "set it to 0 or more"),
    (r"must be greater than (?:0|zero)", " is not positive", "set it to 1 or more"),
    (r"must be non-negative and less than terminationGracePeriodSeconds \((\d+)\)",
     r" is not between 0 and the grace period of \1 seconds",
     r"use at most \1 seconds, or raise terminationGracePeriodSeconds of the pod"),
    (r"must not be set for readinessProbes", " is set, which a readiness probe cannot have", "remove it"),
    (r"may not be specified when `?'?(\w+)'?`? is true", r" is not allowed under \1", r"remove it, or \1"),
    (r"when `?hostUsers`? is false", " is not allowed with hostUsers: false", "remove it, or hostUsers"),
    (r"`?hostUsers`? must be false to use", " needs hostUsers: false", "add hostUsers: false to the pod, or remove it"),
    (r"windows options cannot be set for a linux pod", " is not allowed in a Linux pod", "remove it"),
    (r".*be set for a windows pod", " is not allowed in a Windows pod", "remove it"),
    (r".* in annotation and field must match", " differs from the annotation", "remove the annotation"),
    (r"can only be set when (\w+) type is Localhost", " is set although the type is not Localhost",
     "remove it, or set the type to Localhost"),
    (r"must not be padded with whitespace", " has blanks around it", "remove the blanks"),
    (r"subPathExpr and subPath are mutually", " stands beside subPath", "remove one of the two"),
    (r"may not specify a duration less than 10 minutes", " is less than 10 minutes", "use 600 or more"),
    (r"SizeLimit field must be a valid", " is negative", "use a positive amount, such as 64Mi"),
    (r"only divisor's values (.*) are supported with the (.*) resource", r" does not fit the \2 resource",
     r"use one of \1"),
    (r"HugePages require cpu or memory", " has huge pages without cpu or memory", "add a cpu or memory request"),
    (r".*is not positive integer multiple of (\S+)", r" is not a whole number of pages of \1",
     "use a multiple of the page size"),
    (r"must be true for replicated pods", " is not true, which a disk for pods on several nodes has to be",
     "set readOnly: true, or target Kubernetes 1.29 or later"),
    (r"must be an integer", " is not a whole number", "use a whole number"),
    (r"must be a standard resource type or fully", " is neither a standard resource nor a name with a domain",
     "use cpu, memory, ephemeral-storage or a name such as example.com/device"),
    (r"must be a standard resource for containers", " is not a resource of containers",
     "use cpu, memory, ephemeral-storage or a name such as example.com/device"),
    (r"doesn't follow extended resource name", " is not the name of an extended resource",
     "use a domain other than kubernetes.io in front of the name"),
    (r"exists in both (\w+) and (\w+)", r" stands in both \1 and \2", "remove it from one of the two"),
    (r"must not be specified when labelSelector is not", " has no labelSelector to go with", "add a labelSelector"),
    (r"can only use minDomains if", " needs whenUnsatisfiable: DoNotSchedule", "remove it, or set DoNotSchedule"),
    (r"not a valid field selector key", " cannot be selected by", "use metadata.name, the only field that can"),
    (r"must be a valid IP address", " is not an IP address", "write an address, such as 10.9.8.7"),
    (r"must not have leading 0s", " has leading zeros", "remove the leading zeros"),
    (r"error converting fieldPath: field label not supp", " is not a field that can be read here",
     "use a field such as metadata.name, spec.nodeName or status.hostIP"),
    (r"error converting fieldPath: (.*)", r": \1", "use a field such as metadata.name or metadata.labels['app']"),
    (r"a valid environment variable name must consist only", ' contains "=" or what is not printable ASCII',
     'use printable ASCII without "="'),
    (r"a valid environment variable name must", " has characters that are not allowed, or starts with a digit",
     "use letters, digits, hyphens, dots and underscores, and no digit in front"),
    (r"must specify one of: (.*)", " has no source", r"add \1"),
    (r"may not have more than one field", " has more than one source", "keep one of the sources"),
    (r"must be a valid seccomp profile", " is not a seccomp profile", "use the field seccompProfile instead"),
    (r"invalid AppArmor profile name", " is not an AppArmor profile", "use the field appArmorProfile instead"),
    (r"container not found", " is for a container that does not exist", "correct the name, or remove the annotation"),
    (r"must set spec.nodeName if", " marks a static pod, which a DaemonSet has none of", "remove it"),
    (r"hostNetwork must be true if", " is not true, which hostProcess containers need", "set hostNetwork: true"),
    (r"If pod contains any hostProcess", " mixes hostProcess containers with others", "make all of them one kind"),
    (r"must be a 32bit integer", " is not a 32-bit integer", "use a whole number without a sign in front"),
    (r"must be (.*)", r" is not \1", r"use \1"),
    (r"must not be (.*)", r" is \1", "change it"),
)  # fmt: skip
_TAIL = re.compile(r",? *\(?(e\.g\.|regex used for validation)[^)]*\)?.*", re.DOTALL)


def translate(detail: str, value: str) -> Translation:
    """Put the server's text about a value into our words; one that is not known is repeated."""
    found = _translate(detail, value)
    near = corrected(value, detail)
    return found._replace(advice=f"rename it, for example to {near}") if near and near != value else found


def _translate(detail: str, value: str) -> Translation:
    if detail == "name part must be non-empty" and not value:  # beside another error that says it is empty
        return Translation(" has no name part", "give it a value")
    for part, where in _PARTS:
        if detail.startswith(part):
            inner = _translate(detail.removeprefix(part), _part(part, value))
            return inner if "/" not in value else inner._replace(problem=f": the part {where} the slash{inner.problem}")
    for start, inside, upper, advice in _SYNTAX:
        if detail.startswith(start):
            return Translation(_bad_characters(value, inside, upper=upper), advice)
    for pattern, problem, advice in _TEXTS:
        found = re.match(pattern, detail)
        if found:
            return Translation(_shortened(found.expand(problem)), _shortened(found.expand(advice)).replace("`", ""))
    text = _shortened(detail).replace("`", "")
    return Translation(f": {text}" if text else " is not accepted", "change or remove it")


def _shortened(text: str) -> str:
    """Leave out the server's examples and regular expressions."""
    return _TAIL.sub("", text)


def _part(part: str, value: str) -> str:
    prefix, slash, name = value.partition("/")
    return prefix if part == "prefix part " or not slash else name


def _bad_characters(value: str, inside: str, *, upper: bool) -> str:
    """Say which characters of a value are at fault, or where a good one stands in a wrong place."""
    if not value:
        return " has no letter or digit"
    good = "A-Za-z0-9" if upper else "a-z0-9"
    bad = list(dict.fromkeys(re.findall(rf"[^{good}{re.escape(inside)}]", value)))
    if bad == ["/"] and upper:
        return " has more than one slash" if value.count("/") > 1 else " contains a slash"
    capitals = [char for char in bad if "A" <= char <= "Z"]
    others = [_quoted(char) for char in bad if char not in capitals]
    if bad:
        listed = [*(["upper-case letters"] if capitals else []), *others][:3]
        return f" contains {' and '.join(listed)}"
    for edge, verb in ((value[0], "starts"), (value[-1], "ends")):
        if not edge.isalnum():
            return f" {verb} with {_quoted(edge)}"
    return " has a part that is empty or starts or ends with a hyphen"


def _quoted(char: str) -> str:
    return "a blank" if char == " " else f'"{char}"'


def corrected(value: str, detail: str) -> str:
    """Return the nearest value with the right characters, or nothing where none is near."""
    for part, _ in _PARTS:
        if detail.startswith(part):
            name = _part(part, value)
            near = corrected(name, detail.removeprefix(part))
            before = value[: -len(name)] if part == "name part " and name else ""
            after = value[len(name) :] if part == "prefix part " else ""
            return near and f"{before}{near}{after}"
    if detail == "must not contain dots":
        return value.replace(".", "-")
    for start, inside, upper, _ in _SYNTAX:
        if detail.startswith(start) and value.isascii() and "/" not in value:
            text = value if upper else value.lower()
            text = re.sub(rf"[^A-Za-z0-9{re.escape(inside)}]+", "-", text)
            return re.sub(r"[-_.]*\.[-_.]*", ".", text).strip("-_.") if not upper else text.strip("-_.")
    return ""
