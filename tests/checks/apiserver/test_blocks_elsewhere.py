"""Blocks that cannot be put right by their indentation: they are moved, or told and left."""

import pytest

from dslint.source.text import SourceText
from tests.checks.apiserver.misplaced import CONTAINER, META, PODS, checked, errors, fixed, marked

# fmt: off
ELSEWHERE = {
    "braces": (CONTAINER, """\
        resources: {}
        §limits:
          memory: 64Mi
""", """\
        resources:
          limits:
            memory: 64Mi
"""),
    "a null that is written": (CONTAINER, """\
        resources: null
        §limits:
          memory: 64Mi
""", """\
        resources:
          limits:
            memory: 64Mi
"""),
    "items of another list": (CONTAINER, """\
        ports:
        - containerPort: 80
        - name: LEVEL
          §value: debug
        - name: FORMAT
          §value: json
""", """\
        ports:
        - containerPort: 80
        env:
        - name: LEVEL
          value: debug
        - name: FORMAT
          value: json
"""),
    "a mount among volumes": (PODS, """\
      volumes:
      - name: data
        emptyDir: {}
      initContainers:
      - name: init
        image: i
        env:
        - §mountPath: /data
          name: data
""", """\
      volumes:
      - name: data
        emptyDir: {}
      initContainers:
      - name: init
        image: i
        volumeMounts:
        - mountPath: /data
          name: data
"""),
}


@pytest.mark.parametrize(("around", "bad", "good"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_cannot_be_indented_is_moved(around, bad, good):
    text, places = marked(around.format(bad))
    assert errors(checked(SourceText("agent.yaml", text))) == [("DS109", *place) for place in places]
    outcome = fixed(text)
    assert outcome.source.text == around.format(good)
    assert outcome.report.findings == []


AMBIGUOUS = {
    "a name that may be a label": (META, """\
      §labels:
      app: agent
      name: agent
"""),
    "a command that may be the container's": (CONTAINER, """\
        §livenessProbe:
        exec:
        command: [agent]
        periodSeconds: 3
"""),
    "a field of both": (PODS, """\
      volumes:
      - §configMap:
        name: agent
        items: []
"""),
    "brackets": (CONTAINER, """\
        resources: {limits: , §memory: 1Mi}
"""),
}
# fmt: on


@pytest.mark.parametrize(("around", "bad"), AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_what_may_belong_in_either_place_is_told_and_left(around, bad):
    text, (place,) = marked(around.format(bad))
    assert errors(checked(SourceText("agent.yaml", text))) == [("DS109", *place)]
    assert fixed(text).source.text == text
