"""A sample of the vectors through the command: what it reports is what the server answers, error by error."""

import json
import subprocess
import sys
from collections import Counter
from typing import Any, NamedTuple

import pytest

from dslint.coverage import read_daemon_sets

from .answers import expected
from .manifests import manifest, mutated
from .vectors import RECORDED, cases, corpus_cases


class Sampled(NamedTuple):
    """A case: ``counted`` tells whether the vector lists an error as often as the server reports it."""

    name: str
    given: dict[str, Any]
    expect: dict[str, Any]
    counted: bool


def sample():
    """Pick some cases of every kind, but no assertion and no patch: dslint is silent about fragments."""
    picked = [
        Sampled(case["id"], case["daemonset"], case["expect"], counted=True)
        for case in some(cases("validation", where={"op": "create"}), 7)
    ]
    picked += [
        Sampled(case["id"], mutated(case["file"], case["document"], case["patch"]), case["expect"], counted=True)
        for case in some(cases("mutation"), 11)
    ]
    real = [
        Sampled(f"{case['file']}#{case['document']}", manifest(case["file"], case["document"]), case["expect"], False)
        for case in some(corpus_cases("corpus_verdicts"), 9)
    ]
    return picked + [case for case in real if '"(' not in json.dumps(case.given) and not is_part(case.given)]


def is_part(given):
    """Tell whether a DaemonSet is a part of one as it stands, such as a patch with images."""
    return not read_daemon_sets(json.dumps(given), "x.json").daemon_sets


def some(parameters, every):
    return [it.values[0] for it in parameters[::every] if it.values[0] is not None]


SAMPLE = sample()


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    """Return the findings of one run over all manifests of the sample, by position."""
    folder = tmp_path_factory.mktemp("sample")
    for number, case in enumerate(SAMPLE):
        (folder / f"{number}.json").write_text(json.dumps(case.given), encoding="utf-8")
    command = ["check", "--no-config", "--select", "DS0,DS1,DS301", "--output-format", "json", "."]
    command += ["--kubernetes-version", f"1.{RECORDED}"]
    done = subprocess.run(
        [sys.executable, "-m", "dslint", *command],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 1, done.stderr
    by_file = {number: [] for number in range(len(SAMPLE))}
    for finding in json.loads(done.stdout)["findings"]:
        by_file[int(finding["path"].removesuffix(".json"))].append(finding)
    return by_file


@pytest.mark.parametrize("number", range(len(SAMPLE)), ids=[case.name for case in SAMPLE])
def test_the_command_reports_what_the_server_answers(number, findings):
    case = SAMPLE[number]
    got = [(it["field"], it["reason"]) for it in findings[number] if it["reason"]]
    if "decodeError" in case.expect:
        assert {reason for _, reason in got} == {"DecodeError"}
        return
    want = [(field, reason) for field, reason, *_ in expected(case.expect)["errors"]]
    assert (Counter(got) == Counter(want)) if case.counted else (set(got) == set(want))
