"""Blocks of a container that are indented wrongly: one error at the key, and a fix that puts the text right."""

import pytest

from tests.checks.apiserver.misplaced import CONTAINER, assert_put_right

# fmt: off
# the manifest around, the fields with a § before each place that must be reported, and the fields as they were meant
BLOCKS = {
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


@pytest.mark.parametrize(("around", "bad", "good"), BLOCKS.values(), ids=BLOCKS)
def test_a_block_is_one_error_at_its_key_and_its_fix_is_what_was_meant(around, bad, good):
    assert_put_right(around, bad, good)
