"""Manifests with a place for a block that is indented wrongly, and what is said of it and made of it."""

from dslint import Options
from dslint.fix.rounds import Outcome, mend
from dslint.run import check_text
from dslint.source.text import SourceText

REJECTED = Options(no_config=True, select=("DS1",))
ROOT = """\
apiVersion: apps/v1
kind: DaemonSet
{}
"""
SPEC = ROOT.format("""\
metadata:
  name: agent
spec:
{}""")
TEMPLATE = SPEC.format("""\
  selector:
    matchLabels:
      app: agent
  template:
{}""")
ABOVE = SPEC.format("""\
{}  template:
    metadata:
      labels:
        app: agent
    spec:
      containers:
      - name: agent
        image: i
""")
META = TEMPLATE.format("""\
    metadata:
{}    spec:
      containers:
      - name: agent
        image: i
""")
POD = TEMPLATE.format("""\
    metadata:
      labels:
        app: agent
    spec:
{}""")
PODS = POD.format("""\
      containers:
      - name: agent
        image: registry.example/agent:1.4
{}""")
CONTAINER = POD.format("""\
      volumes:
      - name: data
        emptyDir: {{}}
      containers:
      - name: agent
        image: registry.example/agent:1.4
{}""")


def checked(source):
    return check_text(source.text, path=source.path, options=REJECTED)


def errors(report):
    """Return what stands for itself, as rule, line and column."""
    return [(one.rule, *one.at.start) for one in report.findings if one.cause is None]


def fixed(text):
    """Return a text with every fix of a rejected field in it, and what is left to say."""
    source = SourceText("agent.yaml", text)
    outcome = Outcome(source, checked(source))
    mend(outcome, checked, lambda *_: True)
    return outcome


def marked(text):
    """Return a text without its marks, and where they stood."""
    places = []
    while "§" in text:
        before, _, rest = text.partition("§")
        places.append((before.count("\n") + 1, len(before) - before.rfind("\n")))
        text = before + rest
    return text, places


def assert_put_right(around, bad, good):
    """Hold a block that is indented wrongly, § before each place to be reported, against what was meant."""
    text, places = marked(around.format(bad))
    source = SourceText("agent.yaml", text)
    assert errors(checked(source)) == [("DS109", *place) for place in places]
    outcome = fixed(text)
    assert outcome.source.text == around.format(good)
    assert outcome.report.findings == []
    assert fixed(outcome.source.text).source.text == outcome.source.text
