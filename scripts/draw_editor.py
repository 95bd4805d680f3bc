"""Draw ``docs/editor.png``: the screen of Neovim while ``dslint lsp`` looks at an example.

Usage: ``python scripts/draw_editor.py``, with ``nvim`` (0.7 or later) and ``chromium`` on the PATH. Every character is
what Neovim has on its own screen; its colours are left out.
"""

from __future__ import annotations

import fcntl
import os
import pty
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import threading
from contextlib import suppress
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "nginx-deprecated-label.yaml"
COLUMNS, LINES, LIMIT = 100, 30, 300
CELL, LINE = 8.43, 18
LUA = """\
vim.o.number, vim.o.ruler, vim.o.laststatus = true, false, 2
vim.o.wrap = false
vim.lsp.start_client({
  name = "dslint",
  cmd = { vim.env.DSLINT_PYTHON, "-m", "dslint", "lsp" },
  root_dir = vim.fn.getcwd(),
  on_init = function(client) vim.lsp.buf_attach_client(0, client.id) end,
})
vim.wait(200000, function() return #vim.diagnostic.get(0) > 0 end, 20)
local first = vim.diagnostic.get(0)[1]
vim.api.nvim_win_set_cursor(0, { first.lnum + 1, first.col })
vim.defer_fn(function()
  vim.cmd("redraw!")
  local rows = {}
  for row = 0, vim.o.lines - 1 do
    local cells = {}
    for column = 0, vim.o.columns - 1 do
      table.insert(cells, vim.api.nvim__inspect_cell(1, row, column)[1] or " ")
    end
    table.insert(rows, table.concat(cells))
  end
  vim.fn.writefile(rows, "screen")
  vim.cmd("qall!")
end, 1500)
"""


def main() -> None:
    """Draw the picture."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text(html(screen(Path(folder))), encoding="utf-8")
        picture = ROOT / "docs" / "editor.png"
        size = f"--window-size={round(COLUMNS * CELL) + 24},{LINES * LINE + 24}"
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", size, f"--screenshot={picture}", page.as_uri()],
            check=True,
            capture_output=True,
            timeout=LIMIT,
        )
    print(f"{picture}: {picture.stat().st_size:,} bytes")


def screen(folder: Path) -> str:
    """Return what Neovim shows in a terminal."""
    shutil.copy(EXAMPLE, folder / "agent.yaml")
    (folder / "draw.lua").write_text(LUA, encoding="utf-8")
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    env = {**os.environ, "TERM": "xterm-256color", "DSLINT_PYTHON": sys.executable, "HOME": str(folder)}
    editor = subprocess.Popen(
        ["nvim", "-u", "NONE", "-i", "NONE", "-n", "-S", "draw.lua", "agent.yaml"],
        cwd=folder,
        env=env,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    threading.Thread(target=_drain, args=(ours,), daemon=True).start()
    try:
        editor.wait(timeout=LIMIT)
    finally:
        editor.kill()
    return (folder / "screen").read_text(encoding="utf-8")


def _drain(terminal: int) -> None:
    with suppress(OSError):
        while os.read(terminal, 65536):
            pass


def html(shown: str) -> str:
    """Return a screen as a page."""
    style = (
        "body{margin:0;background:#1c1c1c}"
        f"pre{{margin:12px;font:14px/{LINE}px 'DejaVu Sans Mono',monospace;color:#d0d0d0}}"
    )
    return f"<!doctype html><meta charset=utf-8><style>{style}</style><pre>{escape(shown)}</pre>"


if __name__ == "__main__":
    main()
