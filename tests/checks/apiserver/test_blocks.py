"""Blocks that are indented wrongly: one error at the key, and a fix that puts the text right."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

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

# fmt: off
# the manifest around, the fields with a § before each place that must be reported, and the fields as they were meant
BLOCKS = {
    "selector": (ABOVE, """\
  §selector:
  matchLabels:
    app: agent
""", """\
  selector:
    matchLabels:
      app: agent
"""),
    "selector and its labels": (ABOVE, """\
  §selector:
  matchLabels:
  app: agent
""", """\
  selector:
    matchLabels:
      app: agent
"""),
    "matchLabels": (SPEC, """\
  selector:
    §matchLabels:
    app: agent
    app.kubernetes.io/role: node
  template:
    metadata:
      labels:
        app: agent
        app.kubernetes.io/role: node
    spec:
      containers:
      - name: agent
        image: i
""", """\
  selector:
    matchLabels:
      app: agent
      app.kubernetes.io/role: node
  template:
    metadata:
      labels:
        app: agent
        app.kubernetes.io/role: node
    spec:
      containers:
      - name: agent
        image: i
"""),
    "metadata": (ROOT, """\
§metadata:
name: agent
namespace: monitoring
labels:
  app: agent
spec:
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      containers:
      - name: agent
        image: i
""", """\
metadata:
  name: agent
  namespace: monitoring
  labels:
    app: agent
spec:
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      containers:
      - name: agent
        image: i
"""),
    "spec": (ROOT, """\
metadata:
  name: agent
§spec:
selector:
  matchLabels:
    app: agent
template:
  metadata:
    labels:
      app: agent
  spec:
    containers:
    - name: agent
      image: i
""", """\
metadata:
  name: agent
spec:
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      containers:
      - name: agent
        image: i
"""),
    "template": (SPEC, """\
  selector:
    matchLabels:
      app: agent
  §template:
  metadata:
    labels:
      app: agent
  spec:
    containers:
    - name: agent
      image: i
""", """\
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      containers:
      - name: agent
        image: i
"""),
    "template and its metadata": (SPEC, """\
  selector:
    matchLabels:
      app: agent
  §template:
  metadata:
  labels:
    app: agent
  spec:
    containers:
    - name: agent
      image: i
""", """\
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      containers:
      - name: agent
        image: i
"""),
    "spec of the template behind its metadata": (TEMPLATE, """\
    metadata:
      labels:
        app: agent
  §spec:
    # the agent itself
    containers:
    - name: agent
      image: i
""", """\
    metadata:
      labels:
        app: agent
    spec:
      # the agent itself
      containers:
      - name: agent
        image: i
"""),
    "spec of the template and what should be in it": (TEMPLATE, """\
    metadata:
      labels:
        app: agent
  §spec:
    containers:
    - name: agent
      image: i
      volumeMounts:
      - name: host
        mountPath: /host
  volumes:
  - name: host
    hostPath:
      path: /
""", """\
    metadata:
      labels:
        app: agent
    spec:
      containers:
      - name: agent
        image: i
        volumeMounts:
        - name: host
          mountPath: /host
      volumes:
      - name: host
        hostPath:
          path: /
"""),
    "labels of the template": (META, """\
      §labels:
      app: agent
      k8s-app: agent
""", """\
      labels:
        app: agent
        k8s-app: agent
"""),
    "annotations": (META, """\
      labels:
        app: agent
      §annotations:
      prometheus.io/scrape: "true"
      prometheus.io/port: "9100"
""", """\
      labels:
        app: agent
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: "9100"
"""),
    "updateStrategy": (ABOVE, """\
  §updateStrategy:
  type: RollingUpdate
  rollingUpdate:
  maxUnavailable: 1
  selector:
    matchLabels:
      app: agent
""", """\
  updateStrategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 1
  selector:
    matchLabels:
      app: agent
"""),
    "nodeSelector": (PODS, """\
      §nodeSelector:
      kubernetes.io/os: linux
      disktype: ssd
      hostNetwork: true
""", """\
      nodeSelector:
        kubernetes.io/os: linux
        disktype: ssd
      hostNetwork: true
"""),
    "security of the pod": (PODS, """\
      §securityContext:
      runAsUser: 1000
      seccompProfile:
        type: RuntimeDefault
""", """\
      securityContext:
        runAsUser: 1000
        seccompProfile:
          type: RuntimeDefault
"""),
    "affinity, level by level": (PODS, """\
      §affinity:
      nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
      - matchExpressions:
        - key: kubernetes.io/os
          operator: In
          values:
          - linux
""", """\
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions:
              - key: kubernetes.io/os
                operator: In
                values:
                - linux
"""),
    "an affinity inside": (PODS, """\
      affinity:
        nodeAffinity:
          §requiredDuringSchedulingIgnoredDuringExecution:
          nodeSelectorTerms:
          - matchExpressions:
            - key: kubernetes.io/os
              operator: Exists
""", """\
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions:
              - key: kubernetes.io/os
                operator: Exists
"""),
    "limits and requests": (CONTAINER, """\
        §resources:
        limits:
          memory: 64Mi
        requests:
          memory: 64Mi
""", """\
        resources:
          limits:
            memory: 64Mi
          requests:
            memory: 64Mi
"""),
    "what is in limits": (CONTAINER, """\
        resources:
          §limits:
          cpu: 100m
          memory: 64Mi
          requests:
            cpu: 50m
""", """\
        resources:
          limits:
            cpu: 100m
            memory: 64Mi
          requests:
            cpu: 50m
"""),
    "limits and what is in them": (CONTAINER, """\
        §resources:
        limits:
        cpu: 100m
        memory: 64Mi
""", """\
        resources:
          limits:
            cpu: 100m
            memory: 64Mi
"""),
    "a probe": (CONTAINER, """\
        §livenessProbe:
        httpGet:
          path: /healthz
          port: 8080
        periodSeconds: 10
""", """\
        livenessProbe:
          httpGet:
            path: /healthz
            port: 8080
          periodSeconds: 10
"""),
    "a probe, level by level": (CONTAINER, """\
        §livenessProbe:
        httpGet:
        path: /healthz
        port: 8080
        periodSeconds: 10
""", """\
        livenessProbe:
          httpGet:
            path: /healthz
            port: 8080
          periodSeconds: 10
"""),
    "inside of a probe": (CONTAINER, """\
        livenessProbe:
          §httpGet:
          path: /healthz
          port: 8080
          periodSeconds: 10
""", """\
        livenessProbe:
          httpGet:
            path: /healthz
            port: 8080
          periodSeconds: 10
"""),
    "exec": (CONTAINER, """\
        livenessProbe:
          §exec:
          command: [agent, health]
          periodSeconds: 10
""", """\
        livenessProbe:
          exec:
            command: [agent, health]
          periodSeconds: 10
"""),
    "preStop": (CONTAINER, """\
        lifecycle:
          §preStop:
          exec:
            command:
            - sh
            - -c
            - |
              sleep 5

              exit 0
""", """\
        lifecycle:
          preStop:
            exec:
              command:
              - sh
              - -c
              - |
                sleep 5

                exit 0
"""),
    "lifecycle, level by level": (CONTAINER, """\
        §lifecycle:
        preStop:
        exec:
          command: [sh]
""", """\
        lifecycle:
          preStop:
            exec:
              command: [sh]
"""),
    "fieldRef": (CONTAINER, """\
        env:
        - name: NODE
          §valueFrom:
          fieldRef:
            fieldPath: spec.nodeName
        - name: POD
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
""", """\
        env:
        - name: NODE
          valueFrom:
            fieldRef:
              fieldPath: spec.nodeName
        - name: POD
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
"""),
    "fieldRef, level by level": (CONTAINER, """\
        env:
        - name: NODE
          §valueFrom:
          fieldRef:
          fieldPath: spec.nodeName
""", """\
        env:
        - name: NODE
          valueFrom:
            fieldRef:
              fieldPath: spec.nodeName
"""),
    "inside of valueFrom": (CONTAINER, """\
        env:
        - name: NODE
          valueFrom:
            §secretKeyRef:
            name: agent
            key: token
""", """\
        env:
        - name: NODE
          valueFrom:
            secretKeyRef:
              name: agent
              key: token
"""),
    "configMapRef": (CONTAINER, """\
        envFrom:
        - §configMapRef:
          name: agent
          optional: true
""", """\
        envFrom:
        - configMapRef:
            name: agent
            optional: true
"""),
    "security of a container": (CONTAINER, """\
        §securityContext:
        privileged: true
        capabilities:
        add: [NET_ADMIN]
""", """\
        securityContext:
          privileged: true
          capabilities:
            add: [NET_ADMIN]
"""),
    "hostPath": (PODS, """\
      volumes:
      - name: log
        §hostPath:
        path: /var/log
        type: Directory
      - name: data
        emptyDir: {}
""", """\
      volumes:
      - name: log
        hostPath:
          path: /var/log
          type: Directory
      - name: data
        emptyDir: {}
"""),
    "secret": (PODS, """\
      volumes:
      - name: token
        §secret:
        secretName: agent
        items:
        - key: a
          path: a
""", """\
      volumes:
      - name: token
        secret:
          secretName: agent
          items:
          - key: a
            path: a
"""),
    "several in one object": (CONTAINER, """\
        §resources:
        limits:
          memory: 64Mi
        §livenessProbe:
        tcpSocket:
          port: 80
        imagePullPolicy: Always
        §securityContext:
        privileged: true
""", """\
        resources:
          limits:
            memory: 64Mi
        livenessProbe:
          tcpSocket:
            port: 80
        imagePullPolicy: Always
        securityContext:
          privileged: true
"""),
    "comments and empty lines": (CONTAINER, """\
        §resources: # what it takes
        # at most

        limits:
          # bytes
          memory: 64Mi # enough

        # at least
        requests:
          memory: 64Mi

          # was 32Mi

        # how it lives
        livenessProbe:
          tcpSocket: {port: 80}
""", """\
        resources: # what it takes
          # at most

          limits:
            # bytes
            memory: 64Mi # enough

          # at least
          requests:
            memory: 64Mi

            # was 32Mi

        # how it lives
        livenessProbe:
          tcpSocket: {port: 80}
"""),
    "too deep": (CONTAINER, """\
        §hostNetwork: true
        # and this
        tolerations:
        - operator: Exists
          # with a remark
""", """\
      hostNetwork: true
      # and this
      tolerations:
      - operator: Exists
        # with a remark
"""),
    "too deep in a probe": (CONTAINER, """\
        livenessProbe:
          tcpSocket:
            port: 80
            §periodSeconds: 5
            timeoutSeconds: 1
        resources: {}
""", """\
        livenessProbe:
          tcpSocket:
            port: 80
          periodSeconds: 5
          timeoutSeconds: 1
        resources: {}
"""),
}
# fmt: on


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


@pytest.mark.parametrize(("around", "bad", "good"), BLOCKS.values(), ids=BLOCKS)
def test_a_block_is_one_error_at_its_key_and_its_fix_is_what_was_meant(around, bad, good):
    text, places = marked(around.format(bad))
    source = SourceText("agent.yaml", text)
    assert errors(checked(source)) == [("DS109", *place) for place in places]
    outcome = fixed(text)
    assert outcome.source.text == around.format(good)
    assert outcome.report.findings == []
    assert fixed(outcome.source.text).source.text == outcome.source.text


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
