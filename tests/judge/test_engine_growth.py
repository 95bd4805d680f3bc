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


@pytest.mark.parametrize("made", [stream, one_port, tolerations, suppressed, unknown_fields])
def test_twice_as_much_costs_about_twice_the_calls(made):
    assert made(2) != made(1)
    check_text(made(2), options=OPTIONS)  # what is imported or remembered at first does not count
    few, many = (calls(check_text, made(count), options=OPTIONS) for count in (100, 200))
    assert many <= MOST * few
