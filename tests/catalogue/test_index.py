"""The index of the rules says which file cannot be read, and where."""

import re

import pytest

from dslint.catalogue.index import compile_rules
from dslint.errors import RuleFileError


def test_a_rule_file_that_is_no_yaml_is_an_error_with_its_place(tmp_path):
    path = tmp_path / "rollout" / "DS499-x.yaml"
    path.parent.mkdir()
    path.write_text("id: DS499\nsummary: a: b\n", encoding="utf-8")
    with pytest.raises(RuleFileError, match=re.escape(f"{path}:2:11: a second colon and space in one line")):
        compile_rules(str(tmp_path))
