"""More manifests that people got wrong: what the objects of the set and the paths of the node have to say of them.

What other rules say of the same manifests is of no concern here.
"""

import pytest

from dslint import Options
from dslint.run import check_paths
from tests.checkout import ROOT

WILD = ROOT / "tests" / "wild_objects"
TABLE = [
    # the level of a namespace lets the DaemonSet in, and none of its pods
    ("29-baseline-namespace.yaml", "DS611", ["30:9 error"]),
    # a claim that one node at a time may attach
    ("31-rwo-claim.yaml", "DS807", ["31:22 warning"]),
    # two agents listen on a port of the node that neither declares
    ("44-port-only-in-args.yaml", "DS708", ["20:16 info", "41:16 info"]),
    # a socket is no file: it never mounts
    ("64-file-type-on-socket.yaml", "DS709", ["21:17 warning"]),
    # a type stands there, if a wrong one
    ("64-file-type-on-socket.yaml", "DS707", []),
]


@pytest.mark.parametrize(("manifest", "rule", "expected"), TABLE, ids=[f"{row[0]} {row[1]}" for row in TABLE])
def test_what_one_rule_says(manifest, rule, expected, monkeypatch):
    monkeypatch.chdir(WILD)
    found = check_paths([manifest], Options(select=(rule,), preview=True, no_config=True)).findings
    assert [f"{one.at.start.line}:{one.at.start.column} {one.severity}" for one in found] == expected


def test_a_refused_pod_is_told_in_the_words_of_the_admission_plugin():
    (one,) = check_paths([WILD / "29-baseline-namespace.yaml"], Options(select=("DS611",), no_config=True)).findings
    assert one.message == (
        'pods violate PodSecurity "baseline:latest": hostPath volumes (volume "varlog"), privileged '
        '(container "reader" must not set securityContext.privileged=true)'
    )


def test_every_manifest_has_a_row():
    assert {path.name for path in WILD.iterdir()} == {row[0] for row in TABLE}
