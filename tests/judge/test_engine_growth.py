"""Work grows with the input, not with its square: twice as much of a thing costs about twice the calls."""

import sys

import pytest

from dslint import Options, check_text
from tests.checks.hits import HEAD, pod

MOST = 2.2


def stream(count):
    return "".join(
        f"---\n{pod('').replace('name: agent}', f'name: agent-{number}' + '}', 1)}" for number in range(count)
    )


def one_port(count):
    port = pod("hostNetwork: false").replace("image: ", "ports: [{containerPort: 80, hostPort: 80}], image: ")
    return "".join(f"---\n{port.replace('name: agent}', f'name: agent-{number}' + '}', 1)}" for number in range(count))


def tolerations(count):
    return pod(
        "tolerations:\n" + "".join(f"- {{key: example.com/{number}, operator: Exists}}\n" for number in range(count))
    )


def suppressed(count):
    lines = (f"  example.com/{number}: a b # dslint: ignore[DS111] old\n" for number in range(count))
    return HEAD.replace(
        "    metadata: {labels: {app: agent}}\n",
        f"    metadata:\n      labels:\n        app: agent\n{''.join(f'      {line}' for line in lines)}",
    )


def unknown_fields(count):
    return pod("".join(f"unknown{number}x: 1\n" for number in range(count)))


def calls(text):
    """Return how many functions a check calls, those written in C included."""
    total = 0

    def count(_frame, event, _arg):
        nonlocal total
        total += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        check_text(text, options=Options(no_config=True))
    finally:
        sys.setprofile(None)
    return total


@pytest.mark.parametrize("made", [stream, one_port, tolerations, suppressed, unknown_fields])
def test_twice_as_much_costs_about_twice_the_calls(made):
    assert made(2) != made(1)
    calls(made(2))  # what is imported or remembered at first does not count
    few, many = calls(made(100)), calls(made(200))
    assert many <= MOST * few
