#!/usr/bin/env bash
# What takes too long for every change: many mutants, examples in every notation, all renderers, the playground over the whole
# corpus. Takes the number of mutants.
set -euo pipefail
cd "$(dirname "$0")/.."
# every version of helm and kubectl, and a proof of every line
DSLINT_RENDERERS=all pytest -q tests/rendering
# tables of a million findings in less than 500 MB
python bench/tables.py
# the whole corpus in the Python of the playground
DSLINT_PYODIDE=all pytest -q tests/playground/test_pyodide.py
# Ray and Spark, where they are installed (Spark needs Java), and a worker of dask that is killed
pytest -q tests/parallel/test_engines.py tests/parallel/test_engines_elsewhere.py
# an editor: ten thousand random edits, and Neovim where it is installed (apt-get install neovim)
pytest -q tests/lsp --campaign 10000
exec pytest -q tests/fuzz --campaign "${1:-50000}"
