"""Which pods of one node fit together, held against a scheduler that is played through in every order."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dslint.kube.nodes.crowd import HELD, MAYBE, PODS, Shortage, Tenant, shortages, whole
from dslint.kube.nodes.hostports import EVERY_ADDRESS, HostPort
from dslint.kube.values.quantity import parse

ROOM = {"cpu": 4, PODS: 4}


def port(number, address=EVERY_ADDRESS):
    return HostPort(number, "TCP", address, ())


def fits(tenant, others, room):
    """Tell whether a node takes a tenant beside others: the filters of the scheduler."""
    if len(others) + 1 > room[PODS]:
        return False
    for name, amount in tenant.requests.items():
        if amount + sum(other.requests.get(name, 0) for other in others) > room[name]:
            return False
    return not any(one.clashes(another) for other in others for another in other.ports for one in tenant.ports)


def played(tenants, order, room):
    """Return who is on the node in the end where pods are made in an order: the scheduler with its preemption."""
    on, queue, waiting = [], list(order), []
    while queue:
        index = queue.pop(0)
        tenant = tenants[index]
        if fits(tenant, [tenants[one] for one in on], room):
            on.append(index)
            continue
        victims = [one for one in on if tenants[one].priority < tenant.priority] if tenant.preempts else []
        kept = [one for one in on if one not in victims]
        if not fits(tenant, [tenants[one] for one in kept], room):
            waiting.append(index)
            continue
        for one in sorted(victims, key=lambda one: -tenants[one].priority):  # who need not go is let be
            if fits(tenant, [tenants[other] for other in (*kept, one)], room):
                kept.append(one)
        # who was evicted is made again, and who waits is tried again
        gone = [one for one in on if one not in kept]
        queue = sorted([*queue, *gone, *waiting], key=lambda one: -tenants[one].priority)
        on, waiting = [*kept, index], []
    return frozenset(on)


requests = st.fixed_dictionaries({}, optional={"cpu": st.integers(1, 5)})
ports = st.lists(st.builds(port, st.just(80), st.sampled_from([EVERY_ADDRESS, "10.0.0.1", "10.0.0.2"])), max_size=1)
tenants = st.builds(Tenant, requests, ports.map(tuple), st.integers(0, 2), st.just(True))


@settings(max_examples=300, deadline=None)
@given(st.lists(tenants, min_size=1, max_size=5), st.integers(1, 4))
def test_what_is_sure_holds_in_every_order_and_what_is_not_depends_on_it(given, most):
    room = {"cpu": 4, PODS: most}
    outcomes = {played(given, order, room) for order in permutations(range(len(given)))}
    found = shortages(given, room)
    for index in range(len(given)):
        there = {index in outcome for outcome in outcomes}
        if index not in found:
            assert there == {True}
        elif found[index].sure:
            assert there == {False}


@settings(max_examples=200, deadline=None)
@given(st.lists(tenants, min_size=1, max_size=5, unique_by=lambda one: one.priority))
def test_with_distinct_priorities_everything_is_sure(given):
    assert all(one.sure for one in shortages(given, ROOM).values())


@pytest.mark.parametrize(
    ("given", "room", "expected"),
    [
        ([Tenant({"cpu": 2}), Tenant({"cpu": 2})], ROOM, {}),
        ([Tenant({"cpu": 5})], ROOM, {0: Shortage("cpu", (), 0, 4, sure=True)}),
        ([Tenant({"gpu": 1})], ROOM, {0: Shortage("gpu", (), 0, 0, sure=True)}),
        ([Tenant({"cpu": 3}, priority=1), Tenant({"cpu": 2})], ROOM, {1: Shortage("cpu", (0,), 1, 1, sure=True)}),
        (
            [Tenant({"cpu": 3}), Tenant({"cpu": 2})],
            ROOM,
            {0: Shortage("cpu", (1,), 1, 2, sure=False), 1: Shortage("cpu", (0,), 1, 1, sure=False)},
        ),
        (
            [Tenant({}, (port(80),), priority=2), Tenant({}, (port(80, "10.0.0.1"),), priority=1)],
            None,
            {1: Shortage(port(80, "10.0.0.1"), (0,), 1, 0, sure=True)},
        ),
        ([Tenant({}, (port(80, "10.0.0.1"),)), Tenant({}, (port(80, "10.0.0.2"),))], None, {}),
        (
            [Tenant({"cpu": 3}, priority=1, preempts=False), Tenant({"cpu": 3})],
            ROOM,
            {0: Shortage("cpu", (1,), 1, 1, sure=False), 1: Shortage("cpu", (0,), 1, 1, sure=False)},
        ),
        (
            [Tenant({"cpu": 3}, priority=None), Tenant({"cpu": 2}, priority=9)],
            ROOM,
            {0: Shortage("cpu", (1,), 1, 2, sure=False), 1: Shortage("cpu", (0,), 1, 1, sure=False)},
        ),
        (
            [Tenant({"cpu": 3}, priority=1, comes=MAYBE), Tenant({"cpu": 2})],
            ROOM,
            {1: Shortage("cpu", (0,), 1, 1, sure=False)},
        ),
        ([Tenant({"cpu": 3}, priority=1, comes=HELD), Tenant({"cpu": 2})], ROOM, {}),
        (
            [Tenant({"cpu": 5}, priority=1, comes=HELD), Tenant({"cpu": 2})],
            ROOM,
            {0: Shortage("cpu", (), 0, 4, sure=True)},
        ),
        (
            [Tenant({"cpu": 3}, priority=1), Tenant({"cpu": 2}, comes=MAYBE)],
            ROOM,
            {1: Shortage("cpu", (0,), 1, 1, sure=True)},
        ),
        ([Tenant({}), Tenant({}, priority=5)], {PODS: 1}, {0: Shortage(PODS, (1,), 1, 0, sure=True)}),
        ([Tenant({"cpu": 9}), Tenant({"cpu": 1})], None, {}),
    ],
    ids=[
        "there is room",
        "more than the node has",
        "a resource that it has not",
        "the higher priority has it",
        "the first one has it",
        "a port at one address clashes with the same at all",
        "ports at two addresses",
        "a class that never evicts depends on the order",
        "a priority that nobody knows",
        "one of a higher priority that may not come",
        "one that is held off takes nothing",
        "one that is held off and would lack room too",
        "one that may not come beside a higher priority",
        "too many pods",
        "a node of which nothing is known",
    ],
)
def test_who_lacks_what_is_told_with_who_has_it(given, room, expected):
    assert shortages(given, room) == expected


def test_amounts_are_counted_as_the_scheduler_does():
    assert whole({"cpu": parse("0.1005"), "memory": parse("1.5"), "a/b": parse("2")}) == {
        "cpu": 101,
        "memory": 2,
        "a/b": 2,
    }


def test_work_grows_with_the_tenants_of_one_port():
    crowd = [Tenant({}, (port(80),)) for _ in range(20_000)]
    assert len(shortages(crowd, None)) == 20_000


def test_who_has_no_room_even_alone_is_evicted_by_nobody():
    big, critical = Tenant({"cpu": 6}, (), 0, True), Tenant({"cpu": 3}, (), 9, True)
    assert shortages([big, critical], ROOM) == {0: Shortage("cpu", (), 0, 4, True)}
    unknown = critical._replace(priority=None)
    assert shortages([big, unknown], ROOM) == {0: Shortage("cpu", (), 0, 4, True)}
