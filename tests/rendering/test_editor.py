"""Charts and overlays in an editor: rendered when a file of one is opened, and again when one is saved."""

import pytest

from tests.lsp.manifests import FIXED
from tests.lsp.talk import Talk, rules
from tests.rendering.made import chart, write

OLD, NEW = "beta.kubernetes.io/os", "kubernetes.io/os"


@pytest.fixture
def agent(tmp_path, renderers):  # noqa: ARG001 - they are put on the PATH
    write(tmp_path / "agent", chart("plain"))
    return tmp_path


def save(talk, path, text):
    path.write_text(text, encoding="utf-8")
    talk.tell("textDocument/didSave", {"textDocument": {"uri": path.as_uri()}})


def test_a_template_shows_what_is_found_in_what_it_becomes_at_once(agent):
    template = agent / "agent" / "templates" / "daemonset.yaml"
    with Talk(agent, root=agent) as talk:
        found = talk.open(template)
        assert "DS302" in rules(found)
        [one] = [one for one in found if one["code"] == "DS302"]
        assert one["range"]["start"] == {"line": 16, "character": 8}


def test_what_was_found_moves_along_until_the_template_is_saved(agent):
    template = agent / "agent" / "templates" / "daemonset.yaml"
    text = template.read_text(encoding="utf-8")
    with Talk(agent, root=agent) as talk:
        talk.open(template)
        longer = "# one more line\n" + text
        [one] = [one for one in talk.replace(template, 2, longer) if one["code"] == "DS302"]
        assert one["range"]["start"] == {"line": 17, "character": 8}
        mended = longer.replace(OLD, NEW)
        assert "DS302" not in rules(talk.replace(template, 3, mended))  # it was edited there: nobody knows yet
        save(talk, template, mended)
        save(talk, template, mended.replace(NEW, OLD))
        talk.change(template, 4, {"text": mended.replace(NEW, OLD)})
        while "DS302" not in rules(talk.diagnostics(template.as_uri(), 4)):
            talk.again(template)


def test_a_chart_that_cannot_be_rendered_says_so_and_keeps_what_was_found(agent):
    template = agent / "agent" / "templates" / "daemonset.yaml"
    text = template.read_text(encoding="utf-8")
    with Talk(agent, root=agent) as talk:
        talk.open(template)
        broken = text + "{{ nope }}\n"
        talk.replace(template, 2, broken)
        save(talk, template, broken)
        while "DS001" not in rules(talk.published[template.as_uri()][1]):
            talk.again(template)
        assert "DS302" in rules(talk.published[template.as_uri()][1])


def test_an_overlay_that_is_configured_is_rendered_for_its_patches(tmp_path, renderers):  # noqa: ARG001
    head = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent, namespace: agents}\n"
    patch = f"{head}spec:\n  template:\n    spec:\n      nodeSelector:\n        {OLD}: linux\n"
    files = {
        "base/agent.yaml": FIXED,
        "base/kustomization.yaml": "resources: [agent.yaml]\n",
        "over/kustomization.yaml": "resources: [../base]\npatches:\n- path: patch.yaml\n",
        "over/patch.yaml": patch,
        "dslint.yaml": "render:\n- path: over\n",
    }
    write(tmp_path, files)
    with Talk(tmp_path, root=tmp_path) as talk:
        found = talk.open(tmp_path / "over" / "patch.yaml")
        assert rules(found).count("DS302") == 1
