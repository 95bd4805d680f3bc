"""How manifests made after public reports are put right."""

import pytest

from dslint import Options
from dslint.fix import Fixer
from dslint.run import check_paths
from tests.wild_cases import WILD, check

# how each is put right in one run: pieces of the text and what becomes of them; a second run changes nothing
MENDED = {
    "x-outdented-blocks.yaml": [
        ("  matchLabels:\n    app: blk\n", "    matchLabels:\n      app: blk\n"),
        (
            "        limits:\n          memory: 64Mi\n        requests:\n          memory: 64Mi\n",
            "          limits:\n            memory: 64Mi\n          requests:\n            memory: 64Mi\n",
        ),
        ("          command: [true]\n", '            command: ["true"]\n'),
        ("          exec:\n            command: [sh]\n", "            exec:\n              command: [sh]\n"),
        (
            "          fieldRef:\n            fieldPath: spec.nodeName\n",
            "            fieldRef:\n              fieldPath: spec.nodeName\n",
        ),
        ("        path: /var/log\n", "          path: /var/log\n"),
    ],
    "x-spec-and-siblings.yaml": [
        (
            """\
  spec:
    containers:
    - name: c
      image: registry.example/c:1.0
      volumeMounts: [{name: host, mountPath: /host}]
  volumes:
  - {name: host, hostPath: {path: /}}
""",
            """\
    spec:
      containers:
      - name: c
        image: registry.example/c:1.0
        volumeMounts: [{name: host, mountPath: /host}]
      volumes:
      - {name: host, hostPath: {path: /}}
""",
        )
    ],
    "x-item-under-ports.yaml": [
        (
            "        ports:\n        - name: extra\n          mountPath: /etc/extra\n          readOnly: true\n",
            "        - {name: extra, mountPath: /etc/extra, readOnly: true}\n",
        )
    ],
    # the value in a port has no item to go to, and stays
    "x-value-in-port.yaml": [
        ("        hostPort: 8080\n", "          hostPort: 8080\n"),
        ("      tolerationSeconds: 30\n", ""),
        ("        effect: NoExecute\n", "        effect: NoExecute\n        tolerationSeconds: 30\n"),
    ],
    "19-mounts-under-ports.yaml": [("        ports:\n", "")],
}


@pytest.mark.parametrize("manifest", MENDED)
def test_misplaced_blocks_are_put_right_in_one_run(manifest, tmp_path):
    file = tmp_path / manifest
    text = (WILD / manifest).read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    for old, new in MENDED[manifest]:
        assert text.count(old) == 1
        text = text.replace(old, new)
    for _ in range(2):
        check_paths([file], Options(no_config=True, select=("DS1",)), fixer=Fixer(unsafe=True))
        assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("manifest", ["x-outdented-blocks.yaml", "19-mounts-under-ports.yaml"])
def test_a_field_that_is_known_elsewhere_is_never_to_be_removed(manifest):
    assert not [one for one in check(WILD / manifest).findings if (one.help or "").startswith("remove")]
