"""The checks behind the rules: one module per topic, generators of hits."""
