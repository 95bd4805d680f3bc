"""Credentials in what others say are shown to nobody; what is none stays."""

import pytest

from dslint import DslintError, UsageError
from dslint.credentials import masked
from dslint.parallel import engines
from dslint.parallel.engines import engine
from dslint.parallel.spread import _reason

JWT = "eyJhbGciOiJSUzI1NiIsImtpZCI6Ik.eyJpc3MiOiJrdWJlcm5ldGVzIn0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Get https://ann:s3cret@10.0.0.1/api: refused", "Get https://***@10.0.0.1/api: refused"),
        ("s3://AKIA:s3cret/x@bucket/a", "s3://***@bucket/a"),
        ("https://x/api?token=s3cret&timeout=30s", "https://x/api?token=***&timeout=30s"),
        (
            "https://b.example/k?X-Amz-Signature=s3cret&versionId=3",
            "https://b.example/k?X-Amz-Signature=***&versionId=3",
        ),
        ("Authorization: Bearer s3cret-s3cret", "Authorization: Bearer ***"),
        (f"exec plugin printed {JWT}", "exec plugin printed ***"),
        ("token k8s-aws-v1.aHR0cHM6Ly9zdHM is expired", "token *** is expired"),
        ("got ya29.a0AfH6SMB_s3cret", "got ***"),
        ("unknown flag in --token=s3cret", "unknown flag in --token=***"),
        ("login failed: password='s3cret' user=ann", "login failed: password='***' user=ann"),
        ('{"access_token": "s3cret-s3cret-s3cret"}', '{"access_token": "***"}'),
        ("AWS_SECRET_ACCESS_KEY=s3cret aws eks get-token", "AWS_SECRET_ACCESS_KEY=*** aws eks get-token"),
    ],
    ids=lambda text: text[:20],
)
def test_a_credential_is_masked(said, shown):
    assert masked(said) == shown
    assert "s3cret" not in masked(said)


@pytest.mark.parametrize(
    "said",
    [
        "Unable to connect to the server: dial tcp 10.0.0.1:443: i/o timeout",
        'secrets is forbidden: User "ann" cannot list resource "secrets" in API group ""',
        "error: You must be logged in to the server (the server has asked for the client to provide credentials)",
        "getting credentials: exec: executable aws failed with exit code 255",
        "unable to parse token: unexpected EOF",
        "cannot read s3://bucket/token/agents.yaml: there is no such object",
        "https://10.0.0.1:6443/api?timeout=30s",
        "cannot read https://store.example:8443/agents@1.4/x.yaml",
        "basic-auth-secret/agents.yaml",
    ],
)
def test_what_is_none_is_shown(said):
    assert masked(said) == said


def test_errors_of_engines_carry_none(monkeypatch):
    with pytest.raises(UsageError, match=r'"http://\*\*\*@x" in --executor'), engine("http://ann:s3cret@x"):
        pass
    assert _reason(OSError("https://ann:s3cret@proxy refused")) == "OSError: https://***@proxy refused"
    pytest.importorskip("distributed", reason="the extra fleet is not installed")
    monkeypatch.setattr(engines, "PATIENCE", 0.1)
    with pytest.raises(DslintError) as told, engine("dask://ann:s3cret@127.0.0.1:1"):
        pass
    assert "s3cret" not in str(told.value)
