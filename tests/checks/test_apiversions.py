from __future__ import annotations

import pytest

from tests.checks.hits import HEAD, found


@pytest.mark.parametrize(
    ("written", "minor", "message"),
    [
        ("apps/v1", 36, None),
        ("apps/v1beta2", 36, "found"),
        ("apps/v1beta2", 16, "found"),
        ("apps/v1beta2", 15, None),
        ("extensions/v1beta1", 25, "found"),
        ("apps/v1beta1", 36, "never"),
        ("apps/v2", 36, "never"),
        ("v1", 36, "never"),
    ],
)
def test_removed_api_version(written: str, minor: int, message: str | None) -> None:
    text = HEAD.replace("apiVersion: apps/v1", f"apiVersion: {written}")
    assert found("DS301", text, minor) == ([(message, 1, 13)] if message else [])


def test_a_removed_version_without_selector_says_that_one_is_needed() -> None:
    text = HEAD.replace("apps/v1", "extensions/v1beta1").replace("  selector: {matchLabels: {app: agent}}\n", "")
    assert found("DS301", text) == [("selector", 1, 13)]


def test_a_missing_api_version_is_another_rules_business() -> None:
    assert found("DS301", HEAD.replace("apiVersion: apps/v1\n", "")) == []
