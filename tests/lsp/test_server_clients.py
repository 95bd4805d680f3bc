"""Clients that others have made: pytest-lsp, and Neovim where it is installed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import pytest_asyncio
from lsprotocol import types
from pytest_lsp import client_capabilities, make_test_lsp_client

from tests.checkout import ROOT
from tests.lsp.manifests import FIXED, MANIFEST
from tests.lsp.talk import LIMIT

EXAMPLE = ROOT / "examples" / "nginx-deprecated-label.yaml"
NVIM = shutil.which("nvim")


@pytest_asyncio.fixture(params=["neovim", "visual_studio_code"])
async def client(request):
    client = make_test_lsp_client()
    client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda _params: None)
    await client.start_io(sys.executable, "-m", "dslint", "lsp", "--stdio")
    capabilities, root = client_capabilities(request.param), EXAMPLE.parent.as_uri()
    await client.initialize_session(types.InitializeParams(capabilities=capabilities, root_uri=root))
    yield client
    await client.shutdown_session()
    await client.stop()


@pytest.mark.asyncio
async def test_a_client_is_told_explained_and_mended(client):
    uri, text = EXAMPLE.as_uri(), EXAMPLE.read_text(encoding="utf-8")
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "yaml", 1, text)))
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    [found] = [one for one in client.diagnostics[uri] if one.code == "DS302"]
    assert (found.code, found.severity, list(found.tags)) == (
        "DS302",
        types.DiagnosticSeverity.Warning,
        [types.DiagnosticTag.Deprecated],
    )
    document = types.TextDocumentIdentifier(uri)
    hover = await client.text_document_hover_async(types.HoverParams(document, found.range.start))
    assert "DS302 deprecated-node-label" in hover.contents.value
    context = types.CodeActionContext([found], only=[types.CodeActionKind.SourceFixAll])
    [action] = await client.text_document_code_action_async(types.CodeActionParams(document, found.range, context))
    changes = action.edit.changes[uri] if action.edit.changes else action.edit.document_changes[0].edits
    assert [edit.new_text.strip() for edit in changes] == ["kubernetes.io/os: linux"]
    completion = types.CompletionParams(document, types.Position(found.range.start.line, found.range.start.character))
    items = await client.text_document_completion_async(completion)
    assert "kubernetes.io/os" in {item.label for item in items}


@pytest.mark.slow
@pytest.mark.skipif(NVIM is None, reason="Neovim is not installed")
def test_neovim_shows_what_is_found_and_what_is_left(tmp_path):
    path, said = tmp_path / "agent.yaml", tmp_path / "said.json"
    path.write_text(MANIFEST, encoding="utf-8")
    script = Path(__file__).with_name("neovim.lua")
    subprocess.run(
        [NVIM, "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", f"luafile {script}", str(path)],
        cwd=tmp_path,
        env={**os.environ, "DSLINT_PYTHON": sys.executable, "DSLINT_SAID": str(said), "HOME": str(tmp_path)},
        capture_output=True,
        check=True,
        timeout=LIMIT,
    )
    before, after, text = json.loads(said.read_text(encoding="utf-8"))
    assert [(one["lnum"], one["col"], one["end_col"], one["code"]) for one in before] == [(15, 8, 29, "DS302")]
    assert after == []
    assert "\n".join(text) + "\n" == FIXED
