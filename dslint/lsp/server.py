"""The protocol around the workspace: messages in, diagnostics and answers out."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.uris import to_fs_path

import dslint
from dslint.lsp.diagnostics import Diagnostics
from dslint.lsp.document import UTF16, Document, Places
from dslint.lsp.workspace import Workspace
from dslint.source.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator, Iterable
    from typing import Any, TypeVar

    from dslint.config import Options
    from dslint.judge.report import Report
    from dslint.lsp.workspace import Told

    Messages = Generator[Any, Any, None]
    T = TypeVar("T")
    Shown = tuple[Document, list[dict[str, Any]], list[str]]

# seconds without a key, after which large texts are judged as a whole
PAUSE = 0.5
WATCHED = ("**/*.{yaml,yml,json,tpl}", "**/pyproject.toml", "**/Kustomization")


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

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Return a message; a request that is none has an answer all the same, or an editor would wait for it."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if isinstance(data.get("id"), (int, str)) and "method" in data:
                self._send_response(data["id"], error=error.to_response_error())
            raise

    def _send_response(self, msg_id: str | int, result: Any = None, error: types.ResponseError | None = None) -> None:
        if error is None and isinstance(result, (dict, list)):  # plain data
            self._result_types.pop(msg_id, None)
            self._send_data({"jsonrpc": self.VERSION, "id": msg_id, "result": result})
        else:
            super()._send_response(msg_id, result, error)

    def tell(self, method: str, params: dict[str, Any]) -> None:
        """Send a notification whose parameters are plain data."""
        self._send_data({"jsonrpc": self.VERSION, "method": method, "params": params})


class Server(LanguageServer):
    """The language server of dslint.

    What touches manifests is done by one thread, one thing after the other, and what renders by another; the loop only
    reads and writes messages.
    """

    protocol: Protocol

    def __init__(self, options: Options) -> None:
        super().__init__("dslint", dslint.__version__, protocol_cls=Protocol)
        self.work = Workspace(options)
        self.diagnostics = Diagnostics(Places(UTF16), self.work.documents)
        self.worker = ThreadPoolExecutor(1, "dslint")
        self.renderer = ThreadPoolExecutor(1, "dslint-render")
        self._changed: set[str] = set()
        self._published: dict[str, tuple[int | None, list[dict[str, Any]]]] = {}
        self._said: set[str] = set()
        self._rendering: dict[str, bool] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._checking = False
        self._more = asyncio.Event()

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
        self.work.move(os.path.normpath(path) for path in paths)
        if self.work.folders:
            os.chdir(self.work.folders[0])  # paths are shown, and named, as on the command line there

    @property
    def is_versioned(self) -> bool:
        """Whether the editor takes changes of a document in a certain version."""
        capabilities = self.client_capabilities.workspace
        edits = capabilities.workspace_edit if capabilities is not None else None
        return bool(edits is not None and edits.document_changes)

    async def do(self, work: Callable[..., T], *arguments: Any) -> T:
        """Have something done by the thread that touches manifests."""
        return await asyncio.get_running_loop().run_in_executor(self.worker, work, *arguments)

    async def ask(self, uri: str, answer: Callable[[Told], T]) -> T | None:
        """Have something answered about a document as it is now; nothing of one that is not open."""

        def told() -> T | None:
            document = self.work.documents.get(path_of(uri))
            return answer(self.work.told(document, whole=True)) if document is not None else None

        return await self.do(told)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def touch(self, paths: Iterable[str]) -> None:
        """Check documents soon; what changes meanwhile is checked in one go."""
        self._changed.update(paths)
        self._more.set()
        if not self._checking:
            self._checking = True
            self.start(self._check())

    async def written(self, paths: list[str]) -> None:
        """Take note that files were written, which may be what configures a run."""
        stale = await self.do(self.work.changed_on_disk, paths)
        self._render(stale)
        self.touch(list(self.work.documents))
        workspace = self.client_capabilities.workspace
        if workspace is not None and workspace.code_lens is not None and workspace.code_lens.refresh_support:
            self.workspace_code_lens_refresh(None)

    async def _check(self) -> None:
        try:
            while self._changed or not self.work.is_settled:
                if not self._changed and await self._pause():
                    self._show(await self.do(self._found, self.work.settle))
                    continue
                paths = [path for path in self._changed if path in self.work.documents]
                self._changed.clear()
                self._more.clear()
                self._show(await self.do(self._found, self.work.refresh, paths))
        finally:
            self._checking = False

    async def _pause(self) -> bool:
        """Tell whether nothing is typed for a while."""
        try:
            await asyncio.wait_for(self._more.wait(), PAUSE)
        except asyncio.TimeoutError:
            return True
        return False

    def _show(self, found: list[Shown]) -> None:
        for document, diagnostics, unrendered in found:
            if self.work.documents.get(document.path) is not document:
                continue  # a later version is on its way
            self._render(unrendered)
            if not unrendered or document.path in self._published:
                self._publish(document, diagnostics)

    def _found(self, look: Callable[..., list[Told]], *arguments: Any) -> list[Shown]:
        try:
            told = look(*arguments)
            unrendered = [self.work.unrendered(one.document.path) for one in told]
            told = [self.work.told(one.document) for one in told]
            for one in told:
                self._say_once(one.project.report)
            return [(one.document, self.diagnostics.of(one), wait) for one, wait in zip(told, unrendered, strict=True)]
        except Exception as error:  # noqa: BLE001 - whatever is wrong with us, the next text is checked again
            self.work.reload()
            self._log(types.MessageType.Error, f"checking failed: {type(error).__name__}: {error}")
            return []

    def _say_once(self, report: Report) -> None:
        for kind, texts in (
            (types.MessageType.Error, report.errors),
            (types.MessageType.Info, report.remarked(numbers=False)),
        ):
            for text in texts:
                if text not in self._said:
                    self._said.add(text)
                    self._log(kind, text)

    def _log(self, kind: types.MessageType, text: str) -> None:
        self.protocol.tell("window/logMessage", {"type": kind.value, "message": text})

    def _publish(self, document: Document, found: list[dict[str, Any]]) -> None:
        if self._published.get(document.path) == (document.version, found):
            return
        self._published[document.path] = document.version, found
        params: dict[str, Any] = {"uri": document.uri, "diagnostics": found}
        if document.version is not None:
            params["version"] = document.version
        self.protocol.tell("textDocument/publishDiagnostics", params)

    def _render(self, folders: Iterable[str]) -> None:
        """Render charts and overlays beside; one that is asked for meanwhile is rendered once more."""
        for folder in folders:
            begun = folder in self._rendering
            self._rendering[folder] = begun
            if not begun:
                self.start(self._rendered(folder))

    async def _rendered(self, folder: str) -> None:
        again = True
        while again:
            self._rendering[folder] = False
            loop = asyncio.get_running_loop()
            self.work.renderings[folder] = rendering = await loop.run_in_executor(
                self.renderer, self.work.render, folder
            )
            self._say_once(rendering.report)
            again = self._rendering[folder]
        del self._rendering[folder]
        self.touch(list(self.work.documents))

    def forget(self, document: Document) -> None:
        """Take back what was said of a document that is closed."""
        self._published.pop(document.path, None)
        self.protocol.tell("textDocument/publishDiagnostics", {"uri": document.uri, "diagnostics": []})

    def watch(self) -> None:
        """Ask the editor to tell when files change that may matter, if it can."""
        workspace = self.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace is not None else None
        if watching is None or not watching.dynamic_registration:
            return
        watchers = [types.FileSystemWatcher(glob_pattern=pattern) for pattern in WATCHED]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers)
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        registration = types.Registration(id="dslint-files", method=method, register_options=options)
        self.client_register_capability(types.RegistrationParams(registrations=[registration]))


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

    @server.feature(types.INITIALIZED)
    def initialized(_params: types.InitializedParams) -> None:
        server.watch()

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def did_save(params: types.DidSaveTextDocumentParams) -> None:
        await server.written([path_of(params.text_document.uri)])

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def did_change_watched_files(params: types.DidChangeWatchedFilesParams) -> None:
        await server.written([path_of(change.uri) for change in params.changes])

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def did_change_workspace_folders(_params: types.DidChangeWorkspaceFoldersParams) -> None:
        await server.do(server.work.move, list(map(path_of, server.workspace.folders)))
        server.touch(list(server.work.documents))

    @server.feature(types.SHUTDOWN)
    def shutdown(_params: None) -> None:
        for executor in (server.worker, server.renderer):
            executor.shutdown(wait=False, cancel_futures=True)

    answers(server)
    return server


def answers(server: Server) -> None:
    """Let the server answer what editors ask about documents."""
    from dslint.lsp.actions import KINDS, Actions
    from dslint.lsp.completion import complete
    from dslint.lsp.hover import hover
    from dslint.lsp.lens import COMMAND, lenses, missed
    from dslint.lsp.other_places import other_places

    def offset(told: Told, position: types.Position) -> int:
        return told.document.offset(position, server.diagnostics.places.encoding)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def on_hover(params: types.HoverParams) -> Any:
        return await server.ask(
            params.text_document.uri, lambda told: hover(told, offset(told, params.position), server.diagnostics)
        )

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def on_definition(params: types.DefinitionParams) -> Any:
        return await server.ask(
            params.text_document.uri, lambda told: other_places(told, offset(told, params.position), server.diagnostics)
        )

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=["#", "[", ",", " "]))
    async def on_completion(params: types.CompletionParams) -> Any:
        return await server.ask(
            params.text_document.uri, lambda told: complete(told, offset(told, params.position), server.diagnostics)
        )

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions())
    async def on_code_lens(params: types.CodeLensParams) -> Any:
        return await server.ask(params.text_document.uri, lambda told: lenses(told, server.diagnostics))

    @server.command(COMMAND)
    async def show_missed_nodes(uri: str, start: int) -> str | None:
        text = await server.ask(uri, lambda told: missed(told, start))
        if text is not None:
            server.window_show_message(types.ShowMessageParams(types.MessageType.Info, text))
        return text

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=list(KINDS)))
    async def on_code_action(params: types.CodeActionParams) -> Any:
        def offered(told: Told) -> list[dict[str, Any]]:
            text = told.project.text(told.document.path)
            if text is None:
                return []
            span = Span(offset(told, params.range.start), offset(told, params.range.end))
            actions = Actions(told, text, server.diagnostics, versioned=server.is_versioned)
            return actions.at(span, params.context.only)

        return await server.ask(params.text_document.uri, offered)
