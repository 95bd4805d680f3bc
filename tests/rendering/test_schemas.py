"""Schemas of values: one that refers to the network is left out and told, what Helm checks by itself is left to it."""

import json
import os
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from dslint.inputs.rendering import renderer, schemas
from dslint.inputs.rendering.renderer import UnrenderedError
from tests.rendering.made import CHART, DAEMON_SET, VALUES, chart, packed, write

AWAY = "https://example.invalid/schema.json"
NOTE = "the values of %s are not held against its schema: its values.schema.json refers to a network"
ALWAYS = {
    "at the top": {"$ref": f"{AWAY}#/definitions/a"},
    "of a property": {"properties": {"image": {"$ref": AWAY}}},
    "of other properties": {"additionalProperties": {"$ref": AWAY}},
    "of properties by pattern": {"patternProperties": {"^i": {"$ref": AWAY}}},
    "of items": {"properties": {"tolerations": {"items": {"$ref": AWAY}}}},
    "in a choice": {"anyOf": [True, {"not": {"$ref": AWAY}}]},
    "through a definition": {"$defs": {"a/b": {"$ref": AWAY}}, "properties": {"image": {"$ref": "#/$defs/a~1b"}}},
    "beside its own address": {"$id": "https://example.invalid/", "allOf": [{"$ref": AWAY}]},
    "of a version": {"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"image": {"$ref": AWAY}}},
}
# some Helm asks for these, another one does not
SOMETIMES = {
    "another dialect": {"$schema": "https://example.invalid/dialect"},
    "a definition that is not used": {"definitions": {"a": {"$ref": AWAY}}},
    "a dynamic reference": {"properties": {"image": {"$dynamicRef": AWAY}}},
    "beside a reference": {"$ref": "#/$defs/a", "properties": {"image": {"$ref": AWAY}}, "$defs": {"a": {}}},
    "a version of JSON Schema": {"properties": {"a": {"$ref": "https://json-schema.org/draft/2019-09/schema"}}},
    "a part with an address": {"properties": {"a": {"$id": "https://example.invalid/b", "$ref": "c"}}},
}
NEVER = {
    "a definition": {"definitions": {"a": {"type": "integer"}}, "properties": {"image": {"$ref": "#/definitions/a"}}},
    "its own address": {
        "$id": AWAY,
        "definitions": {"a": {"type": "integer"}},
        "properties": {"image": {"$ref": f"{AWAY}#/definitions/a"}},
    },
    "the address of a part": {
        "$defs": {"a": {"$id": AWAY, "type": "integer"}},
        "properties": {"image": {"$ref": AWAY}},
    },
    "a relative file": {"properties": {"image": {"$ref": "other.json"}}},
    "a default that reads like one": {"required": ["none"], "default": {"$ref": AWAY}},
    "a property that is called like one": {
        "properties": {"$ref": {}, "image": {"enum": ["https://example.invalid/a"]}}
    },
    "no type": {"type": "nonsense"},
    "no JSON": f'{{"$ref": "{AWAY}"',
    "text behind": f'{{"$ref": "{AWAY}", "type": "integer"}}}}',
    "nothing": "",
}
pytestmark = pytest.mark.skipif(os.name != "posix", reason="programs of tests are scripts of a shell")


def as_text(schema):
    return json.dumps(schema) if isinstance(schema, Mapping) else schema


def verdict(files):
    """Return what Helm itself says of a chart, where it gets no answer from the network."""
    below = {f"chart/{path}": text if isinstance(text, bytes) else text.encode() for path, text in files.items()}
    try:
        renderer.render([renderer.program("helm"), "template", "x", "chart"], below, "agent")
    except UnrenderedError as error:
        return error.message
    return ""


@pytest.mark.parametrize("schema", ALWAYS.values(), ids=ALWAYS)
def test_a_schema_that_refers_to_the_network_is_left_out_before_the_first_render(tmp_path, starts, run_check, schema):
    files = chart("plain") | {"values.schema.json": as_text(schema)}
    assert renderer.asked(verdict(files)) is not None
    starts()
    write(tmp_path / "agent", files)
    done = run_check(tmp_path, "agent", "--select", "DS101")
    assert (done.code, starts()) == (0, 2)
    assert done.err.count(NOTE % "agent") == 1


@pytest.mark.parametrize("schema", SOMETIMES.values(), ids=SOMETIMES)
def test_a_schema_that_some_helm_asks_the_network_for_is_tried(tmp_path, starts, run_check, schema):
    files = chart("plain") | {"values.schema.json": as_text(schema)}
    is_refused = renderer.asked(verdict(files)) is not None
    starts()
    write(tmp_path / "agent", files)
    done = run_check(tmp_path, "agent", "--select", "DS101")
    assert (done.code, starts()) == (0, 3 if is_refused else 2)
    assert done.err.count(NOTE % "agent") == is_refused


@pytest.mark.parametrize("schema", NEVER.values(), ids=NEVER)
@pytest.mark.usefixtures("renderers")
def test_what_helm_checks_by_itself_is_left_to_it(tmp_path, run_check, schema):
    assert not schemas.asks(as_text(schema).encode())
    files = chart("plain") | {"values.schema.json": as_text(schema)}
    said = verdict(files)
    write(tmp_path / "agent", files)
    done = run_check(tmp_path, "agent")
    assert done.code == (2 if said else 0)
    assert said in done.err
    assert "refers to a network" not in done.err


@pytest.mark.parametrize("schema", [ALWAYS["at the top"], SOMETIMES["another dialect"]], ids=["always", "sometimes"])
@pytest.mark.usefixtures("renderers")
def test_values_that_break_a_schema_are_told_where_another_one_refers_to_the_network(tmp_path, run_check, schema):
    own = '{"required": ["https://example.invalid/a"]}'
    files = {"values.schema.json": own, "charts/sub/values.schema.json": as_text(schema)}
    write(tmp_path / "agent", chart("sub-chart") | files)
    done = run_check(tmp_path, "agent")
    assert done.code == 2
    assert "cannot render agent: values don't meet the specifications of the schema(s)" in done.err
    assert "https://example.invalid/a" in done.err


@pytest.mark.parametrize(
    "schema", [ALWAYS["at the top"], SOMETIMES["a dynamic reference"]], ids=["always", "sometimes"]
)
@pytest.mark.parametrize("is_packed", [False, True], ids=["folder", "archive"])
def test_the_schema_of_a_chart_in_a_chart_is_left_out_alike(tmp_path, starts, run_check, schema, is_packed):
    text = DAEMON_SET % "    a: b"
    own = {"values.yaml": VALUES, "values.schema.json": as_text(schema), "templates/daemonset.yaml": text}
    below = {f"charts/sub/{path}": text for path, text in own.items()}
    below |= {"charts/sub/Chart.yaml": CHART.replace("agent", "sub")}
    files = {"Chart.yaml": CHART, **({"charts/sub-0.1.0.tgz": packed(**own)} if is_packed else below)}
    is_refused = renderer.asked(verdict(files)) is not None
    starts()
    write(tmp_path / "agent", files)
    assert run_check(tmp_path, "agent", "--select", "DS101").code == 0
    assert starts() == (3 if is_refused and "$ref" not in schema else 2)
    done = run_check(tmp_path, "agent", "--select", "DS302")
    shown = "agent/charts/sub-0.1.0.tgz" if is_packed else "agent/charts/sub"
    assert done.err.count(NOTE % shown) == is_refused
    (found,) = json.loads(done.out)["findings"]
    assert (found["path"], found["line"], found["column"]) == (f"{shown}/templates/daemonset.yaml", 17, 9)


def test_a_schema_does_not_make_helm_ask_the_machine_itself(tmp_path, starts, run_check):
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    here = f"http://localhost:{server.server_port}"
    try:
        for schema in (
            {"$ref": f"{here}/a"},
            {"definitions": {"a": {"$ref": f"http://127.0.0.1:{server.server_port}/b"}}},
            {"$schema": f"{here}/c"},
            {"properties": {"a": {"$dynamicRef": f"{here}/d"}}},
            {"$id": f"{here}/", "properties": {"a": {"$ref": "e"}}},
        ):
            write(tmp_path / "agent", chart("plain") | {"values.schema.json": as_text(schema)})
            done = run_check(tmp_path, "agent", "--select", "DS101")
            assert (done.code, NOTE % "agent" in done.err) == (0, True)
        assert asked == []
        verdict(chart("plain") | {"values.schema.json": as_text({"$ref": f"{here}/a"})})
        assert asked == ["/a"]
    finally:
        server.shutdown()
    assert starts() > 0
