import time

import pytest

from dslint.config.globs import LONGEST, Glob, fault

MATCHES = [
    ("vendor", "vendor/a.yaml"),
    ("vendor", "x/vendor/y/a.yaml"),
    ("vendor/", "vendor/a.yaml"),
    ("/vendor", "vendor/a.yaml"),
    ("./vendor/a.yaml", "vendor/a.yaml"),
    ("*.gen.yaml", "x/y/a.gen.yaml"),
    ("x/*.yaml", "x/a.yaml"),
    ("x/*", "x/y/a.yaml"),
    ("x/**", "x/y/z/a.yaml"),
    ("x/**/a.yaml", "x/a.yaml"),
    ("x/**/a.yaml", "x/y/z/a.yaml"),
    ("**/z/a.yaml", "x/y/z/a.yaml"),
    ("**/x/**/z/**", "a/x/b/z/c/d.yaml"),
    ("?.yaml", "a.yaml"),
    ("[ab].yaml", "b.yaml"),
    ("[!ab].yaml", "c.yaml"),
    ("[^ab].yaml", "c.yaml"),
    ("[.yaml", "[.yaml"),
    ("**", "a.yaml"),
    ("*", "x/a.yaml"),
    ("straße", "straße/a.yaml"),
]
MISSES = [
    ("vendor", "vendors/a.yaml"),
    ("vendor/", "x/vendor"),
    ("/vendor", "x/vendor/a.yaml"),
    ("x/*.yaml", "y/x/a.yaml"),
    ("x/*.yaml", "x/y/a.yaml"),
    ("a*c", "a/c"),
    ("?.yaml", "ab.yaml"),
    ("[!ab].yaml", "a.yaml"),
    ("x/**/a.yaml", "x/y/b.yaml"),
    ("A.yaml", "a.yaml"),
    ("a.yaml", "aXyaml"),
]


@pytest.mark.parametrize(("glob", "path"), MATCHES)
def test_a_glob_means_a_path(glob, path):
    assert Glob(glob, "/repo").matches(f"/repo/{path}")


@pytest.mark.parametrize(("glob", "path"), MISSES)
def test_a_glob_does_not_mean_a_path(glob, path):
    assert not Glob(glob, "/repo").matches(f"/repo/{path}")


def test_a_glob_with_a_slash_means_nothing_outside_its_folder():
    assert not Glob("x/a.yaml", "/repo/sub").matches("/repo/x/a.yaml")
    assert not Glob("x/a.yaml", "/repo/sub").matches("/repo/subx/a.yaml")


def test_a_glob_works_from_the_root_folder():
    assert Glob("etc", "/").matches("/etc/a.yaml")


@pytest.mark.parametrize(
    "glob", ["*a" * 400 + "b", "**/a/" * 150 + "b", "a*" * 300 + "/b"], ids=["stars", "depths", "prefix"]
)
def test_no_glob_takes_more_than_moments(glob):
    path = "/repo/" + "/".join(["a" * 200] * 20)
    start = time.process_time()
    assert not Glob(glob, "/repo").matches(path)
    assert not Glob(glob, "/repo").matches("/repo/" + "a/" * 500 + "c")
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("glob", "said"),
    [
        ("", "is empty"),
        (" / ", "is empty"),
        ("!a", "is negated"),
        ("a\\b", "backslash"),
        ("../a", "leaves the folder"),
        ("a/../b", "leaves the folder"),
        ("a" * (LONGEST + 1), "longer than 1000"),
    ],
)
def test_what_is_no_glob_is_told(glob, said):
    assert said in fault(glob)


def test_two_dots_within_a_name_are_fine():
    assert fault("a..b/c") is None
