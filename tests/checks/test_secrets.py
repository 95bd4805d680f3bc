"""DS610: secrets that stand in a manifest, told by name and place and never repeated."""

import pytest

from dslint.checks.secrets import is_secret
from tests.checks.runs import found, manifest

# made up, in the form of what they are
TOKEN = "gh" + "p_" + "a1B2" * 9
JWT = "ey" + "J" + "a1" * 8 + ".ey" + "J" + "b2" * 8 + "." + "c3" * 8
MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: monitoring}\ndata:\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "hunter2"),
        ("db.passwd", "s3cr-x"),
        ("dbPassword", "hunter2"),
        ("API_KEY", "8312341g5678abcd4a2b"),
        ("LICENSE_KEY", "0123456789abcdef0123456789abcdef01234567"),
        ("ANYTHING", TOKEN),
        ("ANYTHING", JWT),
        ("ANYTHING", "AK" + "IA" + "ABCDEFGHIJKLMNOP"),
        ("URL", "https://elastic:hunter2@elastic.example:9200"),
        ("KEY", "-----BEGIN RSA PRIV" + "ATE KEY-----\nabc"),
    ],
)
def test_what_is_a_secret_by_name_or_by_form_is_known(name, value):
    assert is_secret(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "changeme"),
        ("DB_PASSWORD", "DB_SETUP_VALUE"),
        ("DB_PASSWORD", "<your password>"),
        ("DB_PASSWORD", "${PASSWORD}"),
        ("DB_PASSWORD", "$(PASSWORD)"),
        ("DB_PASSWORD", "/etc/password"),
        ("DB_PASSWORD", ""),
        ("DB_PASSWORD", "xxxxxxxx"),
        ("DB_PASSWORD", "your-password"),
        ("DB_PASSWORD", "true"),
        ("DB_PASSWORD_FILE", "hunter2"),
        ("TLS_SECRET", "agent-tls"),
        ("TLS_SECRET", "monitoring/agent-certificate"),
        ("API_KEY", "short"),
        ("TOKEN", "a-name-of-words-only"),
        ("PWD", "/work"),
        ("URL", "https://elastic.example:9200"),
        ("URL", "https://elastic:${PASSWORD}@elastic.example"),
    ],
)
def test_a_placeholder_a_path_or_a_name_is_no_secret(name, value):
    assert not is_secret(name, value)


def told(tmp_path, container="", pod="", config=""):
    files = {"a.yaml": manifest("agent", container, pod), "b.yaml": config or MAP + "  a: b\n"}
    return found(tmp_path, files, "DS610", select=("DS610",), preview=True)


def test_all_of_a_daemon_set_are_one_finding_at_the_first(tmp_path):
    container = (
        "env:\n- {name: A_PASSWORD, value: hunter2}\n- {name: B_PASSWORD, value: hunter3}\nargs: [--password=hunter4]"
    )
    [one] = told(tmp_path, container)
    assert one[:5] == ("a.yaml", 13, 39, "agent", "a secret stands in the manifest: A_PASSWORD, B_PASSWORD, password")
    assert [note[1:3] for note in one[5]] == [(14, 39), (15, 18)]
    assert "hunter" not in str(one)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ("  db.password: hunter2\n", "db.password of ConfigMap settings"),
        (f"  agent.conf: |\n    a: b\n    token: {TOKEN}\n", "agent.conf of ConfigMap settings"),
        ("  agent.conf: |\n    password: hunter2\n", None),
        ("  level: info\n", None),
        ("  - broken\n", None),
    ],
    ids=["a value", "in a file, by its form", "in a file, by its name", "none", "no mapping"],
)
def test_a_config_map_that_pods_get_is_looked_at(tmp_path, data, what):
    pod = "volumes: [{name: v, configMap: {name: settings}}]"
    assert [one[4] for one in told(tmp_path, pod=pod, config=MAP + data)] == (
        [f"a secret stands in the manifest: {what}"] if what else []
    )
    assert told(tmp_path, config=MAP + data) == []


def test_the_place_is_where_the_config_map_is_named(tmp_path):
    container = "envFrom:\n- configMapRef: {name: settings}"
    [one] = told(tmp_path, container, config=MAP + "  password: hunter2\n")
    assert one[1:3] == (13, 34)
    assert one[5] == [("b.yaml", 3, 18, "stands here")]


def test_config_maps_are_looked_at_in_preview_alone(tmp_path):
    container = "envFrom:\n- configMapRef: {name: settings}"
    files = {"a.yaml": manifest("agent", container, ""), "b.yaml": MAP + "  password: hunter2\n"}
    told = [len(found(tmp_path, files, "DS610", select=("DS610",), preview=preview)) for preview in (False, True)]
    assert told == [0, 1]
