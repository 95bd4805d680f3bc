"""Text in, findings out: one finding for each error of the API server, at the place in the text that is at fault."""

import json
from collections import Counter

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings

from dslint import Options
from dslint.inputs.documents import daemon_sets, read
from dslint.run import check_text
from dslint.source.text import SourceText
from tests.checks.hits import HEAD
from tests.conformance.answers import ask
from tests.conformance.manifests import mutated
from tests.conformance.vectors import OWN, RECORDED, cases
from tests.manifest.strategies import mistakes

STRICT = "DS109"
OPTIONS = Options(no_config=True, select=("DS1",), kubernetes_version=f"1.{RECORDED}")
EVERY = 6  # a sample of the mutations: all of them are asked in tests/conformance


class Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):
    """Quotes every text: PyYAML and kubectl differ in which they read as numbers."""


Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def as_yaml(manifest):
    return yaml.dump(manifest, Dumper=Dumper, sort_keys=False, width=1000)


def findings(text):
    report = check_text(text, options=OPTIONS)
    assert report.errors == []
    return report.findings


def manifest_of(case):
    value = case["daemonset"] if "daemonset" in case else mutated(case["file"], case["document"], case["patch"])
    return {"apiVersion": "apps/v1", "kind": "DaemonSet", **value}


def check(case, write):
    manifest, expect = manifest_of(case), case["expect"]
    found = findings(write(manifest))
    errors = [finding for finding in found if finding.rule != STRICT]
    if "decodeError" in expect:
        assert {finding.reason for finding in errors} == {"DecodeError"}
        assert expect["decodeError"] in [finding.server_text for finding in errors]
    else:
        want = [
            (it[0], it[1]) if isinstance(it, list) else (it["field"], it["type"]) for it in expect.get("errors", ())
        ]
        assert Counter((finding.field, finding.reason) for finding in errors) == Counter(want)
    unknown = [text for text in expect.get("strict", expect.get("strictFieldErrors", ())) if "unknown" in text]
    assert sorted(finding.server_text for finding in found if finding.rule == STRICT) == sorted(unknown)


own = [parameter for parameter in cases("validation", where={"op": "create"}) if parameter.values[0]]


@pytest.mark.parametrize("write", [as_yaml, json.dumps], ids=["yaml", "json"])
@pytest.mark.parametrize("case", own)
def test_each_error_is_one_finding(case, write):
    check(case, write)


@pytest.mark.parametrize("case", cases("mutation")[::EVERY])
def test_each_error_of_a_mutated_real_manifest_is_one_finding(case):
    check(case, as_yaml)


@pytest.mark.parametrize("case", json.loads((OWN / "validation_vectors.json").read_text(encoding="utf-8"))["cases"])
def test_findings_stand_where_the_fault_is(case):
    """The nearest existing field above the fault, for all that the server places exactly."""
    text = as_yaml(manifest_of(case))
    answer = ask(manifest_of(case))
    source = SourceText("x.yaml", text)
    [ds] = [one for document in read(source) for one in daemon_sets(document)]
    moved = {"spec.template.metadata.labels"}  # DS101 and DS102 point at the label and the selector
    want = Counter(
        ds.root.get(*error.at).nearest().pointer
        for error in (*answer.decode_errors, *answer.errors)
        if error.field not in moved
    )
    got = Counter(
        finding.at.pointer for finding in findings(text) if finding.rule != STRICT and finding.field not in moved
    )
    assert got == want


def test_all_wrong_types_are_reported_and_nothing_else():
    manifest = yaml.safe_load(HEAD)
    manifest["spec"]["minReadySeconds"] = "5"
    manifest["spec"]["revisionHistoryLimit"] = -1
    manifest["spec"]["template"]["spec"]["hostNetwork"] = "yes"
    found = [(finding.rule, finding.field, finding.reason) for finding in findings(as_yaml(manifest))]
    assert found == [
        ("DS110", "spec.template.spec.hostNetwork", "DecodeError"),
        ("DS110", "spec.minReadySeconds", "DecodeError"),
    ]


@pytest.mark.parametrize(
    ("chosen", "rules"),
    [
        pytest.param({"select": ("DS1",)}, ["DS115"], id="on"),
        pytest.param({"select": ("DS199",)}, ["DS199"], id="not selected"),
        pytest.param({"select": ("DS1",), "ignore": ("DS115",)}, [], id="ignored"),
    ],
)
def test_the_general_rule_speaks_where_the_specific_one_is_not_selected(chosen, rules):
    manifest = yaml.safe_load(HEAD)
    manifest["spec"]["template"]["spec"]["containers"][0]["volumeMounts"] = [{"name": "data", "mountPath": "/data"}]
    report = check_text(as_yaml(manifest), options=Options(no_config=True, **chosen))
    assert [finding.rule for finding in report.findings] == rules


@pytest.mark.parametrize("versions", ["1.36", "1.34..1.36"])
def test_errors_that_read_alike_remain_two(versions):
    manifest = yaml.safe_load(HEAD)
    manifest["spec"]["template"]["spec"]["containers"][0]["ports"] = [{"name": "__METRICS__", "containerPort": 9100}]
    options = Options(no_config=True, select=("DS1",), kubernetes_version=versions)
    found = check_text(as_yaml(manifest), options=options).findings
    assert [finding.message_key for finding in found] == ["placeholder", "placeholder"]
    assert {finding.versions for finding in found} == ({None} if versions == "1.36" else {("1.34", "1.35", "1.36")})


def without_what_pods_need():
    """Return a manifest that three mistakes make one without selector, labels and image: it counts as a patch."""
    manifest = yaml.safe_load(HEAD)
    del manifest["spec"]["selector"], manifest["spec"]["template"]["metadata"]["labels"]
    del manifest["spec"]["template"]["spec"]["containers"][0]["image"]
    return manifest


# which examples are made depends on the modules that other tests have imported: Hypothesis tries their constants
@given(value=mistakes())
@example(value=without_what_pods_need())
@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_whatever_the_manifest_each_error_is_one_finding(value):
    value = {**value, "apiVersion": "apps/v1", "kind": "DaemonSet"}
    text = json.dumps(value)
    if check_text(text, options=OPTIONS).parts:  # the API server never meets it as it is
        assert '"selector": {"matchLabels"' not in text or '"image": "' not in text.replace('"image": ""', "")
        return
    answer = ask(value, RECORDED)
    want = Counter((error.field, error.reason) for error in answer.errors)
    want += Counter((error.field, "DecodeError") for error in answer.decode_errors)
    found = [finding for finding in findings(text) if finding.rule != STRICT]
    assert Counter((finding.field, finding.reason) for finding in found) == want
