import pytest

from tests.conformance.answers import ask
from tests.conformance.manifests import manifest, mutated
from tests.conformance.vectors import cases, corpus_cases

# What the server asks for although all that could hold it is missing.
FAR = {("metadata", "name"), ("spec", "template", "metadata", "labels"), ("spec", "template", "spec", "containers")}


def missing(value, at):
    """Return how many steps of a path are not there."""
    for number, step in enumerate(at):
        in_map = isinstance(value, dict) and isinstance(step, str) and step in value
        if not in_map and not (isinstance(value, list) and isinstance(step, int) and step < len(value)):
            return len(at) - number
        value = value[step]
    return 0


def check(given):
    said = ask(given)
    for place in [*said.decode_errors, *said.unknown]:
        assert missing(given, place.at) == 0, place
    for place in [*said.errors, *said.warnings]:
        assert missing(given, place.at) <= (len(place.at) if place.at in FAR else 1), place


@pytest.mark.parametrize("case", cases("validation", where={"op": "create"}))
def test_every_error_of_a_validation_case_has_its_place(case):
    check(case["daemonset"])


@pytest.mark.parametrize("case", cases("mutation"))
def test_every_error_of_a_mutation_has_its_place(case):
    check(mutated(case["file"], case["document"], case["patch"]))


@pytest.mark.parametrize("case", corpus_cases("corpus_verdicts"))
def test_every_error_of_a_real_manifest_has_its_place(case):
    check(manifest(case["file"], case["document"]))
