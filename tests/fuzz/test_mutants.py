"""Seeded mutants of our own examples; ``--campaign N`` holds N of them, from another seed each day."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dslint.run import check_text
from tests.fuzz import properties
from tests.fuzz.campaign import campaign, case
from tests.fuzz.examples import texts
from tests.fuzz.mutator import TOKENS, mutant
from tests.fuzz.properties import documents, hold, lost

USUAL = 400


@pytest.fixture
def folder(tmp_path):
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.mark.slow
def test_no_mutant_breaks_what_holds_of_every_text(request, folder):
    count = request.config.getoption("--campaign")
    seed = int(time.time() // 86400) * 1_000_000 if count else 0
    assert campaign(count or USUAL, seed, folder) == []


def test_a_seed_makes_the_same_mutant_again():
    assert [mutant(seed, texts()) for seed in range(50)] == [mutant(seed, texts()) for seed in range(50)]


@pytest.mark.slow
def test_mutants_are_worth_it():
    """A good part still holds a DaemonSet, many are refused, and most rules speak."""
    mutants = [mutant(seed, texts()) for seed in range(200)]
    reports = [hold(text) for text in mutants]
    assert sum(report.daemon_sets + report.parts > 0 for report in reports) > 60
    assert sum(map(properties.refused, mutants)) > 30
    assert len({finding.rule for report in reports for finding in report.findings}) > 30


@given(st.lists(st.sampled_from([*TOKENS, "\n", "\n  ", "\n    ", " ", "kind: DaemonSet\n", "- "]), max_size=40))
def test_no_stream_of_tokens_breaks_it(tokens):
    hold("".join(tokens))


@given(st.text(max_size=60), st.integers(0, 400))
def test_no_text_in_the_midst_of_a_manifest_breaks_it(text, at):
    manifest = texts()[0]
    hold(manifest[:at] + text + manifest[at:])


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("kind: DaemonSet\n", False),
        ("kind: [DaemonSet\n", True),
        ("kind: [Deployment\n", False),
        ("a: b\n...\n# DaemonSet\n", False),
        ("a: b\n...\nkind: DaemonSet\n", True),
        ("  a: b\nkind: DaemonSet\n", True),
        # kubectl 1.32 reads one field of these and refuses them for the kind that they lack, as it does any values file
        ("  xkind: DaemonSet\nmetadata: {}\n", False),
        ("a: b\n\ufeffkind: DaemonSet\n", False),
        ("kind: NetworkPolicy\nspec: {app: DaemonSet\n", True),
        ("  xkind: DaemonSet\rspec:\r  a: b\r \r   c: d\rspec:\n", False),
    ],
)
def test_lost_is_what_kubectl_refuses_as_yaml_or_drops(document, expected):
    assert any(map(lost, documents(document))) is expected
    hold(document)


def _silent(_text, **_):
    return check_text("")


def _raising(*_, **__):
    raise BaseException("broken")  # noqa: TRY002 - worse than any


def _outside(text, **options):
    report = check_text(text, **options)
    report.findings = [one._replace(at=one.at._replace(span=(0, len(text) + 9))) for one in report.findings]
    return report


@pytest.mark.parametrize("broken", [_silent, _raising, _outside], ids=["blind", "raising", "places outside"])
def test_what_is_broken_would_be_noticed(monkeypatch, folder, broken):
    monkeypatch.setattr(properties, "check_text", broken)
    assert campaign(40, 0, folder)


def test_a_fix_that_goes_on_would_be_noticed(monkeypatch, folder):
    path = folder / "a.yaml"
    monkeypatch.setattr(properties, "check_paths", _appending(path))
    with pytest.raises(AssertionError, match="a second run fixes more"):
        case(0, folder)


def _appending(path):
    def check_paths(*_, **__):
        path.write_bytes(path.read_bytes() + b"# more\n")
        return check_text("")

    return check_paths
