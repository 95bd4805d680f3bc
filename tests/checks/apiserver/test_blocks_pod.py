"""Blocks of a pod that are indented wrongly: one error at the key, and a fix that puts the text right."""

import pytest

from tests.checks.apiserver.misplaced import PODS, assert_put_right

# fmt: off
# the manifest around, the fields with a § before each place that must be reported, and the fields as they were meant
BLOCKS = {
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
}
# fmt: on


@pytest.mark.parametrize(("around", "bad", "good"), BLOCKS.values(), ids=BLOCKS)
def test_a_block_is_one_error_at_its_key_and_its_fix_is_what_was_meant(around, bad, good):
    assert_put_right(around, bad, good)
