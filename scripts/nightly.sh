#!/usr/bin/env bash
# What takes too long for every change: many mutants, and every example in every notation. Takes the number of mutants.
set -euo pipefail
cd "$(dirname "$0")/.."
exec pytest -q tests/fuzz --campaign "${1:-50000}"
