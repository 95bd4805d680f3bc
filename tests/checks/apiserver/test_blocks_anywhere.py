"""Any block of a manifest, taken a level back, comes back to where it was."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dslint.run import check_text
from dslint.source.text import SourceText
from tests.checks.apiserver.misplaced import checked, errors, fixed

# every block of it may be taken a level back
WHOLE = """\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  # the object
  name: agent
  labels:
    app: agent
    tier: node
spec:
  selector:
    matchLabels:
      app: agent
  updateStrategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 10%
  template:
    metadata:
      annotations:
        prometheus.io/scrape: "true"
      labels:
        app: agent

    spec:
      securityContext:
        runAsUser: 1000 # not root
        seccompProfile:
          type: RuntimeDefault
      nodeSelector:
        kubernetes.io/os: linux
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions:
              - key: disk
                operator: Exists
      containers:
      - name: agent
        image: registry.example/agent:1.4
        resources:
          limits:
            memory: 64Mi
            # no cpu, on purpose
            example.com/device: 1

          requests:
            cpu: 100m
        livenessProbe:
          httpGet:
            path: /healthz
            port: 8080
          periodSeconds: 10
        readinessProbe:
          exec:
            command:
            - sh
            - -c
            - |
              # ready?
              test -f /ready &&

                exit 0
        lifecycle:
          preStop:
            exec:
              command: [sleep,
                "5"]
        securityContext:
          privileged: true
          capabilities:
            add: [NET_ADMIN]
        env:
        - name: NODE
          valueFrom:
            fieldRef:
              fieldPath: spec.nodeName
        - name: TEXT
          value: "in
            two lines"
        volumeMounts:
        - name: host
          mountPath: /host
          mountPropagation: Bidirectional
      volumes:
      - name: host
        hostPath:
          path: /
          type: Directory
      - name: token
        projected:
          sources:
          - serviceAccountToken:
              path: token
"""


def keys(text):
    """Return the numbers of the lines that end with a key whose block of fields stands on the lines below."""
    lines = text.splitlines()
    deep = [len(line) - len(line.lstrip(" -")) for line in lines]
    return [
        n
        for n, line in enumerate(lines[:-1])
        if line.endswith(":") and deep[n + 1] > deep[n] and not lines[n + 1].lstrip().startswith("-")
    ]


def outdented(text, number):
    """Return a text whose block below a line stands in the column of that line's key."""
    lines = text.splitlines(keepends=True)
    key = len(lines[number]) - len(lines[number].lstrip(" -"))
    end = number + 1
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip(" ")) > key):
        end += 1
    block = lines[number + 1 : end]
    step = len(block[0]) - len(block[0].lstrip(" ")) - key
    return "".join([*lines[: number + 1], *(line[step:] if line.strip() else line for line in block), *lines[end:]])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(keys(WHOLE)), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_any_block_taken_back_is_one_error_and_comes_back_to_the_byte(number, newline, ended):
    whole = (WHOLE if ended else WHOLE.rstrip("\n")).replace("\n", newline)
    text = outdented(whole, number)
    column = len(WHOLE.splitlines()[number]) - len(WHOLE.splitlines()[number].lstrip(" -")) + 1
    assert errors(checked(SourceText("agent.yaml", text))) == [("DS109", number + 1, column)]
    assert fixed(text).source.text == whole


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(keys(WHOLE)), min_size=2, max_size=4, unique=True))
def test_blocks_taken_back_together_come_back_together(numbers):
    text = WHOLE
    for number in sorted(numbers):
        text = outdented(text, number)
    assume(not [one for one in check_text(text).findings if one.rule == "DS002"])  # a key may be there twice then
    flat = {"readinessProbe:", "exec:"}, {"lifecycle:", "preStop:", "exec:"}
    named = {WHOLE.splitlines()[number].strip() for number in numbers}
    assume(not any(names <= named for names in flat))  # the command may be the container's then
    assert fixed(text).source.text == WHOLE
