"""The protocol around the workspace: messages in, diagnostics and answers out."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.uris import to_fs_path

import dslint
from dslint.lsp.diagnostics import Diagnostics
from dslint.lsp.document import UTF16, Document, Places
from dslint.lsp.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    from dslint.config import Options

    Messages = Generator[Any, Any, None]
    T = TypeVar("T")

_CONFIGURING = ("dslint.yaml", ".dslint.yaml", "pyproject.toml")


class Protocol(LanguageServerProtocol):
    """The protocol of pygls, but for texts: pygls ends lines where editors do not."""

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Messages:
        """Hand on that a document is open."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Messages:
        """Hand on that a document has changed."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Messages:
        """Hand on that a document is closed."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None

    def tell(self, method: str, params: dict[str, Any]) -> None:
        """Send a notification whose parameters are plain data."""
        self._send_data({"jsonrpc": self.VERSION, "method": method, "params": params})


class Server(LanguageServer):
    """The language server of dslint.

    What touches manifests is done by one thread, one thing after the other; the loop only reads and writes messages.
    """

    protocol: Protocol

    def __init__(self, options: Options) -> None:
        super().__init__("dslint", dslint.__version__, protocol_cls=Protocol)
        self.work = Workspace(options)
        self.diagnostics = Diagnostics(Places(UTF16), self.work.documents)
        self.worker = ThreadPoolExecutor(1, "dslint")
        self._changed: set[str] = set()
        self._published: dict[str, tuple[int | None, list[dict[str, Any]]]] = {}
        self._task: asyncio.Task[None] | None = None

    def begin(self, params: types.InitializeParams) -> None:
        """Take what the editor says of itself: its folders and how it counts columns."""
        encoding = self.workspace.position_encoding or UTF16
        self.diagnostics.places = Places(str(getattr(encoding, "value", encoding)))
        folders = [folder.uri for folder in params.workspace_folders or ()]
        if not folders and params.root_uri is not None:
            folders = [params.root_uri]
        paths = [path for uri in folders if (path := to_fs_path(uri)) is not None]
        if not folders and params.root_path:
            paths = [params.root_path]
        self.work.folders = [os.path.normpath(path) for path in paths if os.path.isdir(path)]
        if self.work.folders:
            os.chdir(self.work.folders[0])  # paths are shown, and named, as on the command line there

    async def do(self, work: Callable[..., T], *arguments: Any) -> T:
        """Have something done by the thread that touches manifests."""
        return await asyncio.get_running_loop().run_in_executor(self.worker, work, *arguments)

    def touch(self, paths: Iterable[str]) -> None:
        """Check documents soon; what changes meanwhile is checked in one go."""
        self._changed.update(paths)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._check())

    def reload(self) -> None:
        """Read configuration and files anew, and check everything that is open."""
        self._published.clear()
        self._task_after(self.work.reload)

    def _task_after(self, work: Callable[[], None]) -> None:
        self.worker.submit(work)
        self.touch(list(self.work.documents))

    async def _check(self) -> None:
        while self._changed:
            paths = [path for path in self._changed if path in self.work.documents]
            self._changed.clear()
            for document, found in await self.do(self._found, paths):
                if self.work.documents.get(document.path) is document:  # else a later version is on its way
                    self._publish(document, found)

    def _found(self, paths: list[str]) -> list[tuple[Document, list[dict[str, Any]]]]:
        return [(told.document, self.diagnostics.of(told)) for told in self.work.refresh(paths)]

    def _publish(self, document: Document, found: list[dict[str, Any]]) -> None:
        if self._published.get(document.path) == (document.version, found):
            return
        self._published[document.path] = document.version, found
        params: dict[str, Any] = {"uri": document.uri, "diagnostics": found}
        if document.version is not None:
            params["version"] = document.version
        self.protocol.tell("textDocument/publishDiagnostics", params)

    def forget(self, document: Document) -> None:
        """Take back what was said of a document that is closed."""
        self._published.pop(document.path, None)
        self.protocol.tell("textDocument/publishDiagnostics", {"uri": document.uri, "diagnostics": []})


def path_of(uri: str) -> str:
    """Return the path of a document; one that is in no file is as good as a file in the working directory."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    return os.path.normpath(path) if path else os.path.join(os.getcwd(), uri.rpartition("/")[2] or "untitled")


def make(options: Options) -> Server:
    """Return a server that is ready to be started."""
    server = Server(options)

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.begin(params)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        opened = params.text_document
        document = Document(opened.uri, path_of(opened.uri), opened.text, opened.version)
        server.work.open(document)
        server.touch([document.path])

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        document = server.work.documents.get(path_of(params.text_document.uri))
        if document is not None:
            encoding = server.diagnostics.places.encoding
            server.work.open(document.changed(params.content_changes, params.text_document.version, encoding))
            server.touch([document.path])

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        document = server.work.documents.get(path_of(params.text_document.uri))
        if document is not None:
            server.work.close(document.path)
            server.forget(document)
            server.touch(list(server.work.documents))

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(_params: types.DidSaveTextDocumentParams) -> None:
        server.reload()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_watched_files(_params: types.DidChangeWatchedFilesParams) -> None:
        server.reload()

    return server
