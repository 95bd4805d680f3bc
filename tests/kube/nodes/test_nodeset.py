import pytest
from hypothesis import given
from hypothesis import strategies as st

from dslint.kube.nodes.classes import NodeGroup
from dslint.kube.nodes.nodeset import NodeSetError, read_node_set, read_place
from dslint.kube.nodes.placement import Node


def group(name, pool=None, **labels):
    return NodeGroup(Node(name, {key.replace("_", "/"): value for key, value in labels.items()}), pool)


MEMBERS = (
    group("a", "workers", zone="one", size="4", **{"kubernetes.io_os": "linux"}),
    group("b", "workers", zone="two", size="16", **{"kubernetes.io_os": "linux"}),
    group("c", "gpu-1", zone="one", gpu="", **{"kubernetes.io_os": "windows"}),
    group("d", None),
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("all", "abcd"),
        (" all ", "abcd"),
        ("node/b", "b"),
        ("node/*", "abcd"),
        ("node/x", ""),
        ("pool/workers", "ab"),
        ("pool/gpu-*", "c"),
        ("zone", "abc"),
        ("!zone", "d"),
        ("! zone", "d"),
        ("zone=one", "ac"),
        ("zone==one", "ac"),
        ("zone = one", "ac"),
        ("zone!=one", "bd"),
        ("zone=", ""),
        ("gpu=", "c"),
        ("gpu=,zone", "c"),
        ("zone in (one, two)", "abc"),
        ("zone in (one)", "ac"),
        ("zone notin (one)", "bd"),
        ("gpu in (,x)", "c"),
        ("size>4", "b"),
        ("size<5", "a"),
        ("zone=one,!gpu", "a"),
        ("zone=one , size", "a"),
        ("in=x", ""),
        ("workers", ""),
    ],
)
def test_a_text_names_nodes(text, names):
    assert "".join(one.name for one in MEMBERS if read_node_set(text).holds(one)) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("linux", "ab"),
        ("windows", "c"),
        ("workers", "ab"),
        ("gpu-1", "c"),
        ("all", "abcd"),
        ("kubernetes.io/os", "abc"),
    ],
)
def test_a_bare_word_is_a_system_or_a_pool_where_places_are_declared(text, names):
    assert "".join(one.name for one in MEMBERS if read_place(text).holds(one)) == names


@pytest.mark.parametrize(
    ("text", "stretch", "message"),
    [
        ("", (0, 1), "the key of a label belongs here"),
        ("zone=one,", (9, 10), "the key of a label belongs here"),
        ("zone=one,,x", (9, 10), "the key of a label belongs here, not ,"),
        ("=x", (0, 1), "the key of a label belongs here, not ="),
        ("zone x", (5, 6), "one of = != > < in notin belongs here, not x"),
        ("zone=one two", (9, 12), "a comma or the end belongs here, not two"),
        ("zone in one", (8, 11), "( belongs here, not one"),
        ("zone in ()", (9, 10), "a value belongs here, not )"),
        ("zone in (one", (12, 13), ", or ) belongs here"),
        ("zone in (one two)", (13, 16), ", or ) belongs here, not two"),
        ("zone=(", (5, 6), "a value belongs here, not ("),
        ("size>x", (5, 6), "a whole number belongs here"),
        ("size>", (5, 6), "a whole number belongs here"),
        ("-a=b", (0, 2), "no key of a label: "),
        ("a=b-", (2, 4), "no value of a label: "),
        ("node/", (0, 5), "the name of the node is missing"),
        ("pool/", (0, 5), "the name of the pool is missing"),
    ],
)
def test_what_is_wrong_has_its_place(text, stretch, message):
    with pytest.raises(NodeSetError) as caught:
        read_node_set(text)
    assert (caught.value.start, caught.value.end) == stretch
    assert caught.value.message.startswith(message)


def reading(read, text):
    """Return the nodes that a text names, or what is wrong with it."""
    try:
        return [found.holds(one) for found in [read(text)] for one in MEMBERS]
    except NodeSetError as error:
        return error


@given(st.text(alphabet="ab=!<>(), in/\n1", max_size=14) | st.text(max_size=6))
def test_any_text_names_nodes_or_is_refused_with_a_stretch_of_it(text):
    for outcome in (reading(read_node_set, text), reading(read_place, text)):
        assert len(outcome) == len(MEMBERS) if isinstance(outcome, list) else outcome.end <= len(text) + 1
