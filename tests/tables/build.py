"""Runs to make tables of, and tables read back."""

import json

from dslint.config import Options
from dslint.coverage.query import Query
from dslint.coverage.run import cover_paths
from dslint.run import check_paths
from dslint.tables.rows import tables
from tests.checkout import ROOT

CLUSTERS = ROOT / "examples" / "fleet" / "clusters"


def of_run(path, *, nodes=(), query=None, **options):
    """Return all tables of a run over a path."""
    settings = Options(no_config=True, nodes=tuple(nodes), **options)
    coverage = cover_paths([str(path)], settings, query or Query(bare=True)).coverage
    return tables(check_paths([str(path)], settings), coverage)


def of_cluster(name):
    """Return all tables of a cluster of the example."""
    return of_run(CLUSTERS / name / "agents.yaml", nodes=[str(CLUSTERS / name / "nodes.yaml")])


def read_lines(path):
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]


def dicts(found, name):
    """Return the rows of a table as objects."""
    return next(
        [dict(zip([column.name for column in table.columns], row, strict=True)) for row in rows]
        for table, rows in found.items()
        if table.name == name
    )
