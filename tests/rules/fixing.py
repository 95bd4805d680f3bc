"""What the fixes of one rule, or of some, make of a text, as ``dslint check --fix --unsafe-fixes`` would."""

from functools import cache

from dslint import Options
from dslint.fix.rounds import Outcome, mend
from dslint.kube.versions import DEFAULT
from dslint.run import check_text
from dslint.source.text import SourceText
from dslint.testing import configured


@cache
def fixed(text, rules, version=f"1.{DEFAULT}", path="<stdin>", config=""):
    """Carry out every fix of a rule, or of some with commas between; all default rules look at the result."""
    chosen = tuple(rules.split(","))
    options = Options(no_config=True, extend_select=chosen, kubernetes_version=version, preview=True)

    def check(source):
        with configured(options, config) as said:
            return check_text(source.text, path=path, options=said)

    def wanted(finding, _source, _edits):
        return finding.rule in chosen

    source = SourceText.of(path, text)
    outcome = Outcome(source, check(source))
    mend(outcome, check, wanted)
    return outcome
