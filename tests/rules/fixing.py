"""What the fixes of one rule make of a text, as ``dslint check --fix --unsafe-fixes`` would."""

from __future__ import annotations

from functools import cache

from dslint import Options, check_text
from dslint.finding import Finding
from dslint.fix.rounds import Outcome, mend
from dslint.judge.report import Report
from dslint.kube.versions import DEFAULT
from dslint.source.text import SourceText
from dslint.testing import configured


@cache
def fixed(text: str, rule: str, version: str = f"1.{DEFAULT}", path: str = "<stdin>", config: str = "") -> Outcome:
    """Carry out every fix of a rule; all default rules look at the result."""
    options = Options(no_config=True, extend_select=(rule,), kubernetes_version=version, preview=True)

    def check(source: SourceText) -> Report:
        with configured(options, config) as said:
            return check_text(source.text, path=path, options=said)

    def wanted(finding: Finding, _source: SourceText, _edits: object) -> bool:
        return finding.rule == rule

    source = SourceText.of(path, text)
    outcome = Outcome(source, check(source))
    mend(outcome, check, wanted)
    return outcome
