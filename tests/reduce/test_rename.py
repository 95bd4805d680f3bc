"""Neutral words in the place of people's own."""

import pytest

from dslint.reduce.rename import renamed

YAML = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: acme-agent, namespace: acme, labels: {acme.com/team: payments, kubernetes.io/os: linux}}
spec:
  template:
    spec:
      serviceAccountName: acme-agent
      containers:
        - name: 'acme'
          image: registry.acme.com/agents/collector:4.2@sha256:0123
          args: [--server=10.1.2.3:80, "https://acme.com/x", /etc/acme]
          env: [{name: NAMESPACE, value: acme}]
          resources: {limits: {cpu: 100m}}
"""
NEUTRAL = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: name-1, namespace: namespace-1, labels: {example.com/key-1: value-1, kubernetes.io/os: linux}}
spec:
  template:
    spec:
      serviceAccountName: name-1
      containers:
        - name: 'namespace-1'
          image: registry.example/image-1:1.0
          args: ["--server=192.0.2.1:80", "https://host-1.example", /path-1]
          env: [{name: name-2, value: namespace-1}]
          resources: {limits: {cpu: 100m}}
"""


def test_the_same_word_becomes_the_same_word_everywhere():
    assert renamed(YAML, lambda _: True) == (NEUTRAL, ())


@pytest.mark.parametrize(
    ("needed", "shown"),
    [
        (":4.2@", "image: registry.example/image-1:4.2@sha256:0123"),
        ("collector", "image: registry.example/collector:4.2@sha256:0123"),
        ("registry.acme.com", "image: registry.acme.com/agents/collector:4.2@sha256:0123"),
    ],
    ids=["tag", "name", "registry"],
)
def test_of_an_image_stays_what_the_finding_needs(needed, shown):
    text, kept = renamed(YAML, lambda text: needed in text)
    assert shown in text
    assert kept == (("registry.acme.com/agents/collector:4.2@sha256:0123",) if needed.startswith("reg") else ())


def test_a_word_that_is_there_is_not_given_to_another():
    text, _ = renamed("metadata: {name: a, labels: {x: name-1}}\nspec: {serviceAccountName: name-1}\n", lambda _: True)
    assert text == "metadata: {name: name-2, labels: {key-1: name-3}}\nspec: {serviceAccountName: name-3}\n"


def test_what_must_stay_is_named_but_constants_of_kubernetes_are_not():
    text = "metadata: {name: acme}\nspec: {hostNetwork: true, dnsPolicy: None, imagePullPolicy: Always}\n"
    assert renamed(text, lambda other: other == text) == (text, ("acme",))
