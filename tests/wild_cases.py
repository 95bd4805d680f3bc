"""The manifests made after public reports, and what dslint finds in one of them."""

from dslint import Options
from dslint.run import check_paths
from tests.checkout import ROOT
from tests.manifests import LEFT_OUT

WILD = ROOT / "tests" / "wild"


def check(manifest, nodes=None):
    return check_paths([manifest], Options(nodes=(nodes,) if nodes else (), ignore=LEFT_OUT))


def at(manifest, place):
    (finding,) = [
        one for one in check(WILD / manifest).findings if f"{one.at.start.line}:{one.at.start.column}" == place
    ]
    return finding
