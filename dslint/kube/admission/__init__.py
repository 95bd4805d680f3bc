"""Admission policies: what the API server decides by them, on plain values."""
