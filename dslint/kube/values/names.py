"""The syntax of names: each function returns the server's messages about a value, none if it is valid.

The lists are cached: read them, do not change them.

Sources: staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go (lengths in "characters") and
pkg/api/validate/content/{dns,kube,identifier,decimal_int,errors}.go (lengths in "bytes"). All lengths are UTF-8 bytes.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

__all__ = [
    "c_identifier",
    "config_map_key",
    "decimal_integer",
    "dns1035_label",
    "dns1123_label",
    "dns1123_subdomain",
    "env_var_name",
    "group_id",
    "http_header_name",
    "in_range",
    "label_value",
    "percent",
    "port_name",
    "port_number",
    "qualified_name",
    "size",
    "user_id",
]

_MAX_INT32 = 2**31 - 1
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_LOWER = "abcdefghijklmnopqrstuvwxyz0123456789"
_ALPHANUMERIC = f"{_LOWER}ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_DNS_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_DNS_SUBDOMAIN = rf"{_DNS_LABEL}(\.{_DNS_LABEL})*"
_DNS_LABEL_UNDERSCORE = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
_DNS_SUBDOMAIN_UNDERSCORE = rf"{_DNS_LABEL_UNDERSCORE}(\.{_DNS_LABEL_UNDERSCORE})*"
_DNS_1035_LABEL = "[a-z]([-a-z0-9]*[a-z0-9])?"
_LABEL_KEY = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_LABEL_VALUE = f"({_LABEL_KEY})?"
_C_IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]*"
_PERCENT = "[0-9]+%"
_HTTP_HEADER = "[-A-Za-z0-9]+"
_ENV_VAR = "[-._a-zA-Z][-._a-zA-Z0-9]*"
_CONFIG_KEY = "[-._a-zA-Z0-9]+"
_DECIMAL = "0|-?[1-9][0-9]*"


def _regex_error(text: str, pattern: str, *examples: str) -> str:
    listed = " or ".join(f"'{example}', " for example in examples)
    return f"{text} (e.g. {listed}regex used for validation is '{pattern}')"


_DNS_LABEL_ERROR = _regex_error(
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-',"
    " and must start and end with an alphanumeric character",
    _DNS_LABEL,
    "my-name",
    "123-abc",
)
_DNS_SUBDOMAIN_ERROR = _regex_error(
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.',"
    " and must start and end with an alphanumeric character",
    _DNS_SUBDOMAIN,
    "example.com",
)
_DNS_SUBDOMAIN_UNDERSCORE_ERROR = _regex_error(
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.',"
    " and must start and end with an alphanumeric character",
    _DNS_SUBDOMAIN_UNDERSCORE,
    "example.com",
)
_DNS_1035_LABEL_ERROR = _regex_error(
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-',"
    " start with an alphabetic character, and end with an alphanumeric character",
    _DNS_1035_LABEL,
    "my-name",
    "abc-123",
)
_LABEL_KEY_ERROR = _regex_error(
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
    _LABEL_KEY,
    "MyName",
    "my.name",
    "123-abc",
)
_LABEL_VALUE_ERROR = _regex_error(
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.',"
    " and must start and end with an alphanumeric character",
    _LABEL_VALUE,
    "MyValue",
    "my_value",
    "12345",
)
_C_IDENTIFIER_ERROR = _regex_error(
    "a valid C identifier must start with alphabetic character or '_',"
    " followed by a string of alphanumeric characters or '_'",
    _C_IDENTIFIER,
    "my_name",
    "MY_NAME",
    "MyName",
)
_PERCENT_ERROR = _regex_error(
    "a valid percent string must be a numeric string followed by an ending '%'", _PERCENT, "1%", "93%"
)
_HTTP_HEADER_ERROR = _regex_error(
    "a valid HTTP header must consist of alphanumeric characters or '-'", _HTTP_HEADER, "X-Header-Name"
)
_ENV_VAR_ERROR = _regex_error(
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.',"
    " and must not start with a digit",
    _ENV_VAR,
    "my.env-name",
    "MY_ENV.NAME",
    "MyEnvName1",
)
_CONFIG_KEY_ERROR = _regex_error(
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
    _CONFIG_KEY,
    "key.name",
    "KEY_NAME",
    "key-name",
)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Compile on first use: most runs need few of these, and none at start-up."""
    return re.compile(text)


def _matches(pattern: str, value: str) -> bool:
    # fullmatch, as Go's "$" does not match before a final line break
    return _pattern(pattern).fullmatch(value) is not None


# What almost every manifest needs does without regular expressions, whose compilation start-up pays for.
def _is_dns_label(value: str) -> bool:
    """Match ``_DNS_LABEL``."""
    return bool(value) and not value.strip(f"{_LOWER}-") and value[0] != "-" and value[-1] != "-"


def _is_dns_subdomain(value: str) -> bool:
    """Match ``_DNS_SUBDOMAIN``."""
    return all(map(_is_dns_label, value.split(".")))


def _is_label_key(value: str) -> bool:
    """Match ``_LABEL_KEY``."""
    return bool(value) and not value.strip(f"{_ALPHANUMERIC}-_.") and value[0] not in "-_." and value[-1] not in "-_."


def size(value: str) -> int:
    """Return the length that Go sees: UTF-8 bytes."""
    return len(value) if value.isascii() else len(value.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=4096)
def dns1123_label(value: str) -> list[str]:
    """Check a lower-case DNS label of at most 63 bytes (IsDNS1123Label)."""
    errors = ["must be no more than 63 characters"] if size(value) > 63 else []
    if not _is_dns_label(value):
        errors.append("must not contain dots" if _is_dns_subdomain(value) else _DNS_LABEL_ERROR)
    return errors


@lru_cache(maxsize=4096)
def dns1123_subdomain(value: str, underscore: bool = False) -> list[str]:
    """Check dot-separated DNS labels of at most 253 bytes in all (IsDNS1123Subdomain, …WithUnderscore)."""
    errors = ["must be no more than 253 characters"] if size(value) > 253 else []
    if underscore:
        if not _matches(_DNS_SUBDOMAIN_UNDERSCORE, value):
            errors.append(_DNS_SUBDOMAIN_UNDERSCORE_ERROR)
    elif not _is_dns_subdomain(value):
        errors.append(_DNS_SUBDOMAIN_ERROR)
    return errors


@lru_cache(maxsize=1024)
def dns1035_label(value: str) -> list[str]:
    """Check a lower-case DNS label that starts with a letter, of at most 63 bytes (IsDNS1035Label)."""
    errors = ["must be no more than 63 characters"] if size(value) > 63 else []
    if not _matches(_DNS_1035_LABEL, value):
        errors.append(_DNS_1035_LABEL_ERROR)
    return errors


@lru_cache(maxsize=4096)
def qualified_name(value: str) -> list[str]:
    """Check a label, annotation or taint key: ``[prefix/]name`` (IsLabelKey, alias IsQualifiedName)."""
    prefix, slash, name = value.partition("/")
    if not slash:
        name = prefix
    elif "/" in name:
        text = f"a valid label key {_LABEL_KEY_ERROR} with an optional DNS subdomain prefix and '/'"
        return [f"{text} (e.g. 'example.com/MyName')"]
    errors = []
    if slash:
        if not prefix:
            errors.append("prefix part must be non-empty")
        else:
            if size(prefix) > 253:
                errors.append("prefix part must be no more than 253 bytes")
            if not _is_dns_subdomain(prefix):
                errors.append(f"prefix part {_DNS_SUBDOMAIN_ERROR}")
    if not name:
        errors.append("name part must be non-empty")
    elif size(name) > 63:
        errors.append("name part must be no more than 63 bytes")
    if not _is_label_key(name):
        errors.append(f"name part {_LABEL_KEY_ERROR}")
    return errors


@lru_cache(maxsize=4096)
def label_value(value: str) -> list[str]:
    """Check the value of a label: empty, or at most 63 bytes (IsLabelValue)."""
    errors = ["must be no more than 63 bytes"] if size(value) > 63 else []
    if value and not _is_label_key(value):
        errors.append(_LABEL_VALUE_ERROR)
    return errors


@lru_cache(maxsize=1024)
def c_identifier(value: str) -> list[str]:
    """Check an identifier of the C language (IsCIdentifier)."""
    return [] if _matches(_C_IDENTIFIER, value) else [_C_IDENTIFIER_ERROR]


@lru_cache(maxsize=1024)
def port_name(value: str) -> list[str]:
    """Check the name of a port, at most 15 bytes (IsValidPortName)."""
    errors = ["must be no more than 15 characters"] if size(value) > 15 else []
    if not value or value.strip(f"{_LOWER}-"):
        errors.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if _LETTERS.isdisjoint(value):
        errors.append("must contain at least one letter (a-z)")
    if "--" in value:
        errors.append("must not contain consecutive hyphens")
    if value.startswith("-") or value.endswith("-"):
        errors.append("must not begin or end with a hyphen")
    return errors


@lru_cache(maxsize=1024)
def percent(value: str) -> list[str]:
    """Check digits followed by a percent sign (IsValidPercent)."""
    return [] if _matches(_PERCENT, value) else [_PERCENT_ERROR]


@lru_cache(maxsize=1024)
def http_header_name(value: str) -> list[str]:
    """Check the name of an HTTP header (IsHTTPHeaderName)."""
    return [] if _matches(_HTTP_HEADER, value) else [_HTTP_HEADER_ERROR]


@lru_cache(maxsize=4096)
def env_var_name(value: str, relaxed: bool = True) -> list[str]:
    """Check the name of an environment variable.

    Relaxed (IsRelaxedEnvVarName): printable ASCII but ``=``; it applies from Kubernetes 1.32 (gate
    RelaxedEnvironmentVariableValidation). Otherwise IsEnvVarName.
    """
    if relaxed:
        errors = [] if value else ["environment variable name must be non-empty"]
        if not (value.isascii() and value.isprintable()) or "=" in value:
            errors.append(
                "a valid environment variable name must consist only of printable ASCII characters other than '='"
            )
        return errors
    errors = [] if _matches(_ENV_VAR, value) else [_ENV_VAR_ERROR]
    errors += _parent_directory(value)
    return errors


@lru_cache(maxsize=1024)
def config_map_key(value: str) -> list[str]:
    """Check a key of a ConfigMap or Secret (IsConfigMapKey)."""
    errors = ["must be no more than 253 characters"] if size(value) > 253 else []
    if not value or value.strip(f"{_ALPHANUMERIC}-_."):
        errors.append(_CONFIG_KEY_ERROR)
    errors += _parent_directory(value)
    return errors


def _parent_directory(value: str) -> list[str]:
    if value in {".", ".."}:
        return [f"must not be '{value}'"]
    return ["must not start with '..'"] if value.startswith("..") else []


@lru_cache(maxsize=256)
def decimal_integer(value: str) -> list[str]:
    """Check a decimal integer of any size without ``+``, leading zeros or ``-0`` (content.IsDecimalInteger)."""
    if not value:
        return ["must be non-empty"]
    return [] if _matches(_DECIMAL, value) else ["must be a valid decimal integer in canonical form"]


def in_range(value: int, low: int, high: int) -> list[str]:
    """Check ``low <= value <= high`` (IsInRange)."""
    return [] if low <= value <= high else [f"must be between {low} and {high}, inclusive"]


def port_number(value: int) -> list[str]:
    """Check a non-zero port number (IsValidPortNum)."""
    return in_range(value, 1, 65535)


def user_id(value: int) -> list[str]:
    """Check a Unix user id (IsValidUserID)."""
    return in_range(value, 0, _MAX_INT32)


def group_id(value: int) -> list[str]:
    """Check a Unix group id (IsValidGroupID)."""
    return in_range(value, 0, _MAX_INT32)


def native_resource(name: str) -> bool:
    """Tell whether a resource is one of Kubernetes itself."""
    return "/" not in name or "kubernetes.io/" in name


def extended_resource(name: str) -> bool:
    """Tell whether a resource can be what a device plugin offers; quotas must be able to write ``requests.`` before."""
    return not native_resource(name) and not name.startswith("requests.") and not qualified_name(f"requests.{name}")
