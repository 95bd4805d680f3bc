"""Findings and placement as tables with stable columns, for databases and data frames: JSON lines and Parquet."""

FORMATS = ("jsonl", "parquet")
