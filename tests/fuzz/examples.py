"""Our own examples: what is mutated and restyled."""

from functools import cache

from dslint.catalogue.example import complete
from dslint.catalogue.index import contents
from tests.checkout import ROOT


@cache
def texts():
    """Return the examples of the rules as whole manifests and the files in ``examples/``, each once."""
    found = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").rglob("*.yaml"))]
    for path in sorted((ROOT / "rules").rglob("*.yaml")):
        for example in contents(str(path)).get("examples", ()):
            target = example.get("target")
            found += [complete(example[key], target).text for key in ("bad", "good") if key in example]
    return tuple(dict.fromkeys(text for text in found if "DaemonSet" in text))
