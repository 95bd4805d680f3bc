"""Suppression comments at values count where the value decides, and are stale only where that is nowhere."""

import json

import pytest

from tests.rendering.fleet import ARGO, RELEASE, found, run
from tests.rendering.made import write

COMMENT = "# dslint: ignore[DS420] moves with the release"
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\ndata:\n  values.yaml: |\n    %s\n"
CHART = "charts/agent"
FINDING = f"{CHART}/templates/a.yaml:15"


def check(run_dslint, folder, *paths):
    done = run_dslint(
        folder, "check", *paths, "--no-config", "--select", "DS420,DS003,DS004", "--output-format", "json"
    )
    report = json.loads(done.out)
    places = [(one["rule"], f"{one['path']}:{one['line']}") for one in report["findings"]]
    return report["summary"]["suppressed"], places


PLACES = {
    "behind the value": RELEASE + f"  values:\n    tag: latest {COMMENT}\n  interval: 5m\n",
    "behind the last value": RELEASE + f"  values:\n    tag: latest {COMMENT}\n",
    "above the first value": RELEASE + f"  values:\n    {COMMENT}\n    tag: latest\n",
    "behind values in braces": RELEASE + f"  values: {{tag: latest}} {COMMENT}\n",
    "in a text": ARGO % f"      values: |\n        tag: latest {COMMENT}",
    "in an object": ARGO % f"      valuesObject:\n        {COMMENT}\n        tag: latest",
    "in the second ConfigMap of a file": RELEASE
    + "  valuesFrom: [{kind: ConfigMap, name: one}, {kind: ConfigMap, name: two}]\n---\n"
    + CONFIG_MAP % ("one", "x: 1 # dslint: ignore[DS302] y")
    + "---\n"
    + CONFIG_MAP % ("two", f"tag: latest {COMMENT}"),
}


@pytest.mark.parametrize("text", PLACES.values(), ids=PLACES)
def test_a_comment_in_a_release_counts(fleet, run_dslint, text):
    write(fleet, {"prod.yaml": text})
    assert check(run_dslint, fleet, "prod.yaml") == (1, [])
    assert (
        "no problems; 1 suppressed" in run_dslint(fleet, "check", "prod.yaml", "--no-config", "--select", "DS420").err
    )


def test_a_comment_at_another_value_does_not_count_and_is_stale(fleet, run_dslint):
    write(fleet, {"prod.yaml": RELEASE + f"  values:\n    other: 1 {COMMENT}\n    tag: latest\n"})
    assert check(run_dslint, fleet, "prod.yaml") == (0, [("DS420", FINDING), ("DS004", "prod.yaml:13")])
    told = run_dslint(fleet, "check", "prod.yaml", "--no-config", "--select", "DS420,DS004").out
    assert " --> prod.yaml:13:31\n" in told  # and of no object


def test_a_comment_counts_in_the_environments_whose_value_it_is_at(fleet, run_dslint):
    write(
        fleet / CHART,
        {"ci/a-values.yaml": f"tag: latest {COMMENT}\n", "ci/b-values.yaml": "tag: latest\n"},
    )
    assert check(run_dslint, fleet, CHART) == (1, [("DS420", FINDING)])
    report = run(run_dslint, fleet, CHART)
    assert [values[-1] for *_, values in found(report)] == [f"{CHART}/ci/b-values.yaml:1"]
    assert [one["message"] for one in report["findings"][0]["related"] if one["role"] == "rendered"] == [
        f"rendered: {CHART}/ci/b-values.yaml"
    ]


def test_it_is_stale_only_where_it_is_of_no_use_in_all_environments(fleet, run_dslint):
    write(fleet / CHART, {"values.yaml": f"image: registry.example/agent\ntag: latest {COMMENT}\n"})
    write(fleet / CHART, {"ci/a-values.yaml": "tag: 1.5\n", "ci/b-values.yaml": "x: 1\n"})
    assert check(run_dslint, fleet, CHART) == (1, [])
    write(fleet / CHART, {"ci/b-values.yaml": "tag: 1.6\n"})
    assert check(run_dslint, fleet, CHART) == (0, [("DS004", f"{CHART}/values.yaml:2")])


def test_one_comment_in_a_values_file_suppresses_in_all_environments_that_use_it(fleet, run_dslint):
    write(fleet / CHART, {"values.yaml": f"image: registry.example/agent\ntag: latest {COMMENT}\n"})
    write(fleet / CHART, {"ci/a-values.yaml": "x: 1\n", "ci/b-values.yaml": "x: 2\n"})
    assert check(run_dslint, fleet, CHART) == (1, [])


def test_a_comment_at_a_mapping_counts_for_what_is_below(fleet, run_dslint):
    template = fleet / CHART / "templates/a.yaml"
    template.write_text(template.read_text().replace(".Values.tag", ".Values.agent.tag"))
    write(fleet / CHART, {"values.yaml": f"image: registry.example/agent\nagent: {COMMENT}\n  tag: latest\n"})
    assert check(run_dslint, fleet, CHART) == (1, [])


def test_a_comment_at_an_empty_value_counts_for_what_is_missing_in_it(fleet, run_dslint):
    template = fleet / CHART / "templates/a.yaml"
    template.write_text(
        template.read_text() + "        resources:\n          {{- toYaml .Values.resources | nindent 10 }}\n"
    )
    comment = "# dslint: ignore[missing-requests, missing-memory-limit] sized by hand"
    write(fleet / CHART, {"values.yaml": f"image: fluent/fluent-bit\ntag: 1.4\nresources: {{}} {comment}\n"})
    select = ("--select", "DS501,DS502", "--min-severity", "info")
    assert "1 suppressed" in run_dslint(fleet, "check", CHART, "--no-config", *select).err
