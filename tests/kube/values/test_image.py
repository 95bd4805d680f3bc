import pytest
from hypothesis import given
from hypothesis import strategies as st

from dslint.kube.values.image import Image, ImageError, default_pull_policy, parse

SHA = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("text", "image"),
    [
        ("nginx", Image("docker.io", "library/nginx", "", "")),
        ("nginx:1.25", Image("docker.io", "library/nginx", "1.25", "")),
        ("grafana/agent", Image("docker.io", "grafana/agent", "", "")),
        ("index.docker.io/nginx", Image("docker.io", "library/nginx", "", "")),
        ("localhost/agent:dev", Image("localhost", "agent", "dev", "")),
        ("localhost:5000/agent", Image("localhost:5000", "agent", "", "")),
        ("registry.example/a/b:v1", Image("registry.example", "a/b", "v1", "")),
        ("[fd00::1]:5000/agent", Image("[fd00::1]:5000", "agent", "", "")),
        (f"registry.example/agent@{SHA}", Image("registry.example", "agent", "", SHA)),
        (f"registry.example/agent:v1@{SHA}", Image("registry.example", "agent", "v1", SHA)),
    ],
)
def test_references_are_read_in_full(text, image):
    assert parse(text) == image


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "invalid reference format"),
        ("nginx:", "invalid reference format"),
        ("nginx:a b", "invalid reference format"),
        (" nginx", "invalid reference format"),
        ("nginx:1:2", "invalid reference format"),
        ("registry.example/Agent", "invalid reference format: repository name (Agent) must be lowercase"),
        ("nginx:" + "x" * 129, "invalid reference format"),
        ("a" * 64, "cannot specify 64-byte hexadecimal strings"),
        ("nginx@sha256:" + "a" * 63, "invalid checksum digest length"),
        ("nginx@md5:" + "a" * 32, "unsupported digest algorithm"),
        ("registry.example/" + "a" * 256, "repository name must not be more than 255 characters"),
        ("${IMAGE}", "invalid reference format: repository name (library/${IMAGE}) must be lowercase"),
    ],
)
def test_what_no_kubelet_can_pull_is_refused_with_the_reason(text, reason):
    with pytest.raises(ImageError) as error:
        parse(text)
    assert str(error.value) == reason


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("nginx", "Always"),
        ("nginx:latest", "Always"),
        ("nginx:1.25", "IfNotPresent"),
        (f"nginx@{SHA}", "IfNotPresent"),
        (f"nginx:latest@{SHA}", "Always"),
        ("NGINX", "IfNotPresent"),
        ("", "IfNotPresent"),
    ],
)
def test_the_pull_policy_follows_from_the_tag(text, policy):
    assert default_pull_policy(text) == policy


@given(st.text(max_size=300))
def test_any_text_is_an_image_or_an_error(text):
    try:
        image = parse(text)
    except ImageError:
        return
    written = image.name + (f":{image.tag}" if image.tag else "") + (f"@{image.digest}" if image.digest else "")
    assert parse(written) == image
