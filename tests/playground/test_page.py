"""What the page is told, without a browser."""

import json
import subprocess
import sys

import pytest

from tests.checkout import ROOT
from tests.render.samples import BAD, GOOD, HOSTILE

ABSENT = (
    *("click", "jsonschema", "rpds", "yaml._yaml"),
    *("dslint.cli", "dslint.lsp", "dslint.reduce", "dslint.tables"),
)
MISSED = (GOOD % "agent").replace("spec:\n      priority", "spec:\n      nodeSelector: {pool: none}\n      priority")


@pytest.fixture
def ask(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(ROOT / "playground"))
    monkeypatch.setattr("dslint.DOCS_URL", None)
    monkeypatch.delitem(sys.modules, "page", raising=False)
    from page import Playground

    playground = Playground()
    yield lambda method, **asked: json.loads(playground.answer(method, json.dumps(asked)))
    del sys.modules["page"]


def test_a_finding_is_marked_and_can_be_read_and_fixed(ask):
    said = ask("check", text=BAD % "agent")
    assert said["summary"] == "Found 1 problem (1 error) in 1 of 1 DaemonSet."
    assert [(one["kind"], one["line"], one["column"], one["end"]) for one in said["marks"]] == [
        ("error", 7, 30, 35),
        ("related", 5, 33, 38),
    ]
    assert (said["safe"], said["fixable"]) == (0, 1)
    assert 'data-line="7" data-column="30"' in said["html"]
    assert 'data-fix="0"' in said["html"]
    assert "<span" in said["html"]
    fixed = ask("fix", which=0)
    assert fixed["text"] == (BAD % "agent").replace("agnet", "agent")
    assert "-    metadata: {labels: {app: agnet}}\n+    metadata: {labels: {app: agent}}\n" in fixed["difference"]
    assert ask("fix", which="all")["text"] == fixed["text"]
    assert ask("fix", which="safe") == {
        "title": "Make safe fixes",
        "text": BAD % "agent",
        "difference": "",
        "applied": 0,
    }


def test_the_version_and_the_rules_are_those_asked_for(ask):
    new = (GOOD % "agent").replace("containers:", "resources: {limits: {memory: 1Gi}}\n      containers:")
    without = ask("check", text=BAD % "agent", off=["DS101"])
    assert without["marks"] == []
    more = ask("check", text=GOOD % "agent", on=["undigested-image"], infos=True)
    assert "undigested-image" in more["html"]
    assert ask("check", text=new, version="1.25")["marks"]
    assert ask("check", text=new, version="1.37")["marks"] == []
    assert "latest" in ask("check", text=new, version="latest")["problem"]
    assert "unknown rule" in ask("check", text=new, off=["nope"])["problem"]


def test_the_matrix_is_drawn_for_a_profile_an_inventory_and_pools(ask):
    ask("check", text=MISSED, profile="profile:kubeadm")
    assert "not-selected" in ask("cover")["html"]
    nodes = (ROOT / "examples" / "coverage" / "nodes.yaml").read_text("utf-8")
    ask("check", text=MISSED, nodes=nodes)
    assert "gpu" in ask("cover")["html"]
    ask("check", text=MISSED, config="pools:\n  - {name: edge, count: 2}\n")
    assert "edge" in ask("cover")["html"]
    assert ask("check", text="a: 1", profile="profile:kubeadm")["summary"].startswith("Checked 0 DaemonSets")
    assert ask("cover") == {"problem": "there is no DaemonSet in the manifest"}
    ask("check", text=MISSED)
    assert "no nodes to hold DaemonSets against" in ask("cover")["problem"]


def test_mistakes_in_a_configuration_have_a_place(ask):
    said = ask("check", text=GOOD % "agent", config="ignore: [nope]\n")
    assert said == {"problem": 'dslint.yaml:1:10: unknown rule "nope"'}


@pytest.mark.parametrize("word", HOSTILE.values(), ids=HOSTILE)
def test_names_that_want_to_be_markup_are_text(ask, word):
    quoted = json.dumps(word[:300], ensure_ascii=word.isascii())
    text = (BAD % "agent").replace("agnet", quoted).replace("name: agent,", f"name: {quoted},")
    said = ask("check", text=text, profile="profile:kubeadm", nodes="")
    html = said["html"] + ask("cover").get("html", "")
    assert said["marks"]
    assert "<script" not in html
    assert "<b>" not in html
    assert html.isascii()


def test_what_is_too_large_for_a_page_is_said(ask):
    assert ask("check", text="a" * 1_000_001)["problem"].startswith("this page reads up to 1,000,000 characters")
    many = ask("check", text="---\n".join(BAD % f"agent-{number}" for number in range(205)))
    assert "and 5 more problems" in many["html"]
    assert many["html"].count('class="finding ') == 200


def test_nothing_is_needed_that_the_browser_does_not_have(tmp_path):
    """Ask everything where no program can be started, and what is left out not imported."""
    code = (
        "import sys, json\n"
        f"for name in {ABSENT!r}:\n"
        "    sys.modules[name] = None\n"
        "import subprocess\n"
        "subprocess.Popen = None\n"
        f"sys.path[:0] = [{str(ROOT / 'playground')!r}]\n"
        "from page import Playground\n"
        "p = Playground()\n"
        f"asked = {{'text': {BAD % 'agent'!r}, 'profile': 'profile:eks', 'config': 'select: [ALL]'}}\n"
        "for method, what in (('check', asked), ('fix', {'which': 'all'}), ('fix', {'which': 0}), ('cover', {})):\n"
        "    assert 'problem' not in json.loads(p.answer(method, json.dumps(what)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
