"""The checks that do without regular expressions, against the expressions that the server uses."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dslint.kube.values import image, names, quantity

texts = st.text("aZ0-._/:@ é\n", max_size=8) | st.text(max_size=4)


@pytest.mark.parametrize(
    ("check", "expression"),
    [
        (names.dns1123_label, r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"),
        (names.dns1123_subdomain, r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"),
        (names.label_value, r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?"),
        (names.config_map_key, r"(?!\.\.)(?!\.$)[-._a-zA-Z0-9]+"),
        (names.port_name, r"(?!.*--)(?!-)(?=.*[a-z])[-a-z0-9]*[a-z0-9]"),
    ],
)
@given(texts)
def test_a_name_is_valid_exactly_where_the_servers_expression_matches(check, expression, text):
    assert (not check(text)) == (re.fullmatch(expression, text) is not None)


@given(texts)
def test_a_qualified_name_is_a_name_with_at_most_a_domain_before_it(text):
    domain, slash, name = text.rpartition("/")
    valid = bool(name) and not names.label_value(name) and (not slash or not names.dns1123_subdomain(domain))
    assert (not names.qualified_name(text)) == valid


@pytest.mark.parametrize(
    ("check", "limit"),
    [
        (names.dns1123_label, 63),
        (names.dns1123_subdomain, 253),
        (names.label_value, 63),
        (names.qualified_name, 63),
        (names.port_name, 15),
        (names.config_map_key, 253),
    ],
)
def test_names_have_their_limits(check, limit):
    assert check("a" * limit) == []
    assert len(check("a" * (limit + 1))) == 1


domains = st.sampled_from(["docker.io", "localhost", "a:5000", "a.b:", "-a", "a-", "A.b", "a..b", "[::1]:5"])


@given(domains, st.text("ab09-_./:@A", max_size=12))
def test_a_plain_image_is_read_as_the_expression_reads_it(domain, rest):
    plain = image._plain(domain, rest)
    if plain is not None:
        found = image._reference().fullmatch(f"{domain}/{rest}")
        assert found is not None
        assert plain == tuple(group or "" for group in found.groups())


@given(st.from_regex(r"[1-9][0-9]{0,19}(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?", fullmatch=True))
def test_a_plain_quantity_is_read_as_any_other(text):
    plain = quantity._plain(text)
    if plain is not None:
        other = quantity._parse.__wrapped__(f"+{text}")
        assert (plain, plain.format, plain._wide) == (other, other.format, other._wide)
        assert str(plain) == str(other).removeprefix("+")
