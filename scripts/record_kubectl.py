"""Record what kubectl makes of the texts of ``tests/conformance/own/kubectl.json``, with one kubectl or several.

Usage: ``python scripts/record_kubectl.py KUBECTL...``. Each text is given to ``kubectl create``, which is pointed at a
server of this script on the loopback address: it knows DaemonSets, ConfigMaps and Namespaces, accepts every object and
keeps what it was sent. The same text is then the only resource of a kustomization for ``kubectl kustomize``. Recorded
are the objects, and what is said where a command fails; answers that are alike stand once, with the versions that give
them. A new case is an ``id``, a ``file`` and a ``text`` there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

RECORD = Path(__file__).resolve().parent.parent / "tests" / "conformance" / "own" / "kubectl.json"
TIMEOUT = 60
KINDS = {"v1": {"Namespace": "namespaces", "ConfigMap": "configmaps"}, "apps/v1": {"DaemonSet": "daemonsets"}}
OPENAPI_V2 = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"


def main(commands: list[str]) -> None:
    """Ask every kubectl about every case and write the answers beside the texts."""
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    record["versions"] = {command: version(command) for command in commands}
    with server() as (address, sent):
        for case in record["cases"]:
            answers = {command: ask(command, case, address, sent) for command in commands}
            for tool in ("create", "kustomize"):
                case[tool] = alike(
                    {record["versions"][command]["kubectl"]: answers[command][tool] for command in commands}
                )
    record["versions"] = list(record["versions"].values())
    RECORD.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def version(command: str) -> dict[str, str]:
    """Return the version of a kubectl, and that of the kustomize in it."""
    said = json.loads(run([command, "version", "--client", "--output=json"], os.getcwd()).stdout)
    return {"kubectl": said["clientVersion"]["gitVersion"], "kustomize": said["kustomizeVersion"]}


def ask(command: str, case: dict[str, Any], address: str, sent: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return what one kubectl sends to the server of a case's text, and what its kustomize makes of it."""
    sent.clear()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, case["file"])
        path.write_bytes(case["text"].encode(case.get("encoding", "utf-8")))
        created = run([command, "--server", address, "create", "--filename", path.name], folder)
        Path(folder, "kustomization.yaml").write_text(f"resources: [{path.name}]\n", encoding="utf-8")
        built = run([command, "kustomize", "."], folder)
        documents = [document for document in yaml.safe_load_all(built.stdout) if document is not None]
        return {
            "create": {"exit": created.returncode, "sent": list(sent), **said(created, folder)},
            "kustomize": {"exit": built.returncode, "objects": documents, **said(built, folder)},
        }


def said(answer: subprocess.CompletedProcess[str], folder: str) -> dict[str, str]:
    """Return what a failed command said, without what differs from run to run."""
    return {"said": answer.stderr.replace(folder, "FOLDER").strip()} if answer.returncode else {}


def alike(answers: dict[str, Any]) -> list[dict[str, Any]]:
    """Return different answers with the versions that give them."""
    groups: list[dict[str, Any]] = []
    for version, answer in answers.items():
        for group in groups:
            if {key: group[key] for key in group if key != "by"} == answer:
                group["by"].append(version)
                break
        else:
            groups.append({"by": [version], **answer})
    return groups


def run(arguments: list[str], folder: str) -> subprocess.CompletedProcess[str]:
    """Run kubectl without the user's own configuration."""
    environment = {"PATH": os.environ["PATH"], "HOME": folder, "KUBECONFIG": os.path.join(folder, "no-such-file")}
    return subprocess.run(
        arguments, cwd=folder, env=environment, capture_output=True, text=True, timeout=TIMEOUT, check=False
    )


@contextmanager
def server() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Serve as the API server; yields its address and the list of what it is sent."""
    sent: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        """Answers discovery, and every object with itself."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Answer what kubectl wants to know before it sends an object."""
            path = urlsplit(self.path).path
            if path == "/openapi/v2":  # kubectl 1.27 and 1.28 ask for it in protobuf alone
                self.reply(200, openapi_v2(), OPENAPI_V2)
            else:
                known = discovery().get(path)
                self.reply(404 if known is None else 200, json.dumps(known or {"kind": "Status"}).encode())

        def do_POST(self) -> None:
            """Accept an object."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked = parse_qs(urlsplit(self.path).query)
            sent.append({"fieldValidation": asked.get("fieldValidation", [""])[0], "object": json.loads(body)})
            self.reply(201, body)

        def reply(self, status: int, body: bytes, kind: str = "application/json") -> None:
            """Send an answer."""
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: standard error is the script's."""

    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{served.server_port}", sent
    finally:
        served.shutdown()
        served.server_close()


def discovery() -> dict[str, dict[str, Any]]:
    """Return the documents in which an API server says which kinds it knows, by their paths."""
    apps = {"groupVersion": "apps/v1", "version": "v1"}
    documents: dict[str, dict[str, Any]] = {
        "/api": {"kind": "APIVersions", "versions": ["v1"]},
        "/apis": {
            "kind": "APIGroupList",
            "groups": [{"name": "apps", "versions": [apps], "preferredVersion": apps}],
        },
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions": {
            "kind": "CustomResourceDefinitionList",
            "apiVersion": "apiextensions.k8s.io/v1",
            "items": [],
        },
        "/openapi/v3": {"paths": {}},
    }
    for group_version, kinds in KINDS.items():
        place = "api/v1" if group_version == "v1" else f"apis/{group_version}"
        names = {"singularName": "", "verbs": ["create", "get", "patch"]}
        documents[f"/{place}"] = {
            "kind": "APIResourceList",
            "groupVersion": group_version,
            "resources": [
                {**names, "name": name, "kind": kind, "namespaced": kind != "Namespace"} for kind, name in kinds.items()
            ],
        }
        documents["/openapi/v3"]["paths"][place] = {"serverRelativeURL": f"/openapi/v3/{place}"}
        documents[f"/openapi/v3/{place}"] = {
            "openapi": "3.0.0",
            "info": {"title": "", "version": ""},
            "paths": {f"/{place}/{kind}": {"patch": patch(group_version, kind)} for kind in kinds},
        }
    return documents


def patch(group_version: str, kind: str) -> dict[str, Any]:
    """Return the operation by which kubectl knows that the server checks fields itself."""
    group, _, version = group_version.rpartition("/")
    return {
        "x-kubernetes-group-version-kind": {"group": group, "version": version, "kind": kind},
        "parameters": [{"name": "fieldValidation", "in": "query", "schema": {"type": "string"}}],
        "responses": {},
    }


def openapi_v2() -> bytes:
    """Return the same operations as a ``Document`` of gnostic's openapiv2/OpenAPIv2.proto."""
    paths = b""
    parameter = protobuf(
        8, protobuf(1, protobuf(2, protobuf(3, protobuf(2, b"query") + protobuf(4, b"fieldValidation"))))
    )
    for group_version, kinds in KINDS.items():
        for kind in kinds:
            named = json.dumps(patch(group_version, kind)["x-kubernetes-group-version-kind"]).encode()
            extension = protobuf(13, protobuf(1, b"x-kubernetes-group-version-kind") + protobuf(2, protobuf(2, named)))
            operation = protobuf(2, protobuf(8, parameter + extension))
            paths += protobuf(2, protobuf(1, f"/{group_version}/{kind}".encode()) + operation)
    return protobuf(1, b"2.0") + protobuf(8, paths)


def protobuf(number: int, data: bytes) -> bytes:
    """Return a field of bytes, a text or a message, in protobuf's encoding."""
    length, size = len(data), b""
    while length > 127:
        size, length = size + bytes([length & 127 | 128]), length >> 7
    return bytes([number << 3 | 2]) + size + bytes([length]) + data


if __name__ == "__main__":
    main(sys.argv[1:])
