"""Blocks of a DaemonSet around its pods that are indented wrongly: one error at the key, and a fix."""

import pytest

from tests.checks.apiserver.misplaced import ABOVE, META, ROOT, SPEC, TEMPLATE, assert_put_right

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
}
# fmt: on


@pytest.mark.parametrize(("around", "bad", "good"), BLOCKS.values(), ids=BLOCKS)
def test_a_block_is_one_error_at_its_key_and_its_fix_is_what_was_meant(around, bad, good):
    assert_put_right(around, bad, good)
