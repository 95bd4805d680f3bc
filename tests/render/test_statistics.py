from dslint.judge.report import Report
from dslint.render.statistics import render
from dslint.render.style import Style
from tests.render.build import three


def test_each_rule_has_a_line_the_most_talkative_first():
    made = three()
    made.findings.append(made.findings[1]._replace(fix=None))
    assert "".join(render(made, Style())).splitlines() == [
        "2  warning  DS202  retired-master-toleration",
        "1  error    DS101  unmatched-selector",
        "1  info     DS302  deprecated-node-label",
    ]


def test_nothing_is_said_of_nothing():
    assert "".join(render(Report(), Style())) == ""
