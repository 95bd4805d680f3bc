"""What the fixes of one rule make of a text, as ``dslint check --fix --unsafe-fixes`` would."""

from functools import cache

from dslint import Options, check_text
from dslint.fix.rounds import Outcome, mend
from dslint.kube.versions import DEFAULT
from dslint.source.text import SourceText
from dslint.testing import configured


@cache
def fixed(text, rule, version=f"1.{DEFAULT}", path="<stdin>", config=""):
    """Carry out every fix of a rule; all default rules look at the result."""
    options = Options(no_config=True, extend_select=(rule,), kubernetes_version=version, preview=True)

    def check(source):
        with configured(options, config) as said:
            return check_text(source.text, path=path, options=said)

    def wanted(finding, _source, _edits):
        return finding.rule == rule

    source = SourceText.of(path, text)
    outcome = Outcome(source, check(source))
    mend(outcome, check, wanted)
    return outcome
