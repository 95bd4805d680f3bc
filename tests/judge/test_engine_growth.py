"""Work grows with the input, not with its square: twice as much of a thing costs about twice the calls."""

import pytest

from dslint import Options
from dslint.run import check_text
from tests.checks.hits import HEAD, pod
from tests.growth import MOST, calls

OPTIONS = Options(no_config=True)


def stream(count):
    return "".join(
        f"---\n{pod('').replace('name: agent}', f'name: agent-{number}' + '}', 1)}" for number in range(count)
    )


def items(count):
    """Return as many DaemonSets in a list, to be looked through once and not for each of them."""
    found = (pod("").replace("name: agent}", f"name: agent-{number}" + "}", 1) for number in range(count))
    return "apiVersion: v1\nkind: List\nitems:\n" + "".join(
        "- " + one.replace("\n", "\n  ").rstrip() + "\n" for one in found
    )


def one_port(count):
    port = pod("hostNetwork: false").replace("image: ", "ports: [{containerPort: 80, hostPort: 80}], image: ")
    return "".join(f"---\n{port.replace('name: agent}', f'name: agent-{number}' + '}', 1)}" for number in range(count))


def tolerations(count):
    return pod(
        "tolerations:\n" + "".join(f"- {{key: example.com/{number}, operator: Exists}}\n" for number in range(count))
    )


def suppressed(count):
    lines = (f"  example.com/{number}: a {number} # dslint: ignore[DS111] old\n" for number in range(count))
    return HEAD.replace(
        "    metadata: {labels: {app: agent}}\n",
        f"    metadata:\n      labels:\n        app: agent\n{''.join(f'      {line}' for line in lines)}",
    )


def unknown_fields(count):
    return pod("".join(f"unknown{number}x: 1\n" for number in range(count)))


@pytest.mark.parametrize("made", [stream, items, one_port, tolerations, suppressed, unknown_fields])
def test_twice_as_much_costs_about_twice_the_calls(made):
    assert made(2) != made(1)
    check_text(made(2), options=OPTIONS)  # what is imported or remembered at first does not count
    few, many = (calls(check_text, made(count), options=OPTIONS) for count in (100, 200))
    assert many <= MOST * few


class Counted(str):
    """A text that counts the characters that are looked through for a word."""

    __slots__ = ()
    looked_at = 0

    def find(self, word, start=0, end=None):
        end = len(self) if end is None else end
        at = super().find(word, start, end)
        Counted.looked_at += (end if at < 0 else at) - start
        return at


def test_a_list_is_looked_through_as_often_as_it_is_long_and_not_for_each_item():
    check_text(items(2), options=OPTIONS)
    seen = []
    for count in (50, 100):
        Counted.looked_at = 0
        assert check_text(Counted(items(count)), options=OPTIONS).daemon_sets == count
        seen.append(Counted.looked_at)
    assert 0 < seen[1] <= MOST * seen[0]
