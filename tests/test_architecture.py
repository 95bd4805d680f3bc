"""The house as drawn: imports point downwards, modules stay small, every rule has its check."""

import ast
import inspect
import re
from functools import cache
from pathlib import Path
from statistics import median

from dslint.catalogue.index import load_rules
from dslint.judge.bind import load

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "dslint"

# from the ground up: a part imports from parts of the layers below it, never from one beside it; types count too
LAYERS = (
    {"pattern", "record", "template"},
    {"atomic", "credentials", "external", "kube", "paths", "phrases", "resources"},
    {"compiled", "source"},
    {"errors"},
    {"manifest"},
    {"finding"},
    {"checks", "catalogue"},
    {"policy"},
    {"config"},
    {"inputs", "inventory"},
    {"judge", "coverage"},
    {"fix", "rollout"},
    {"run"},
    {"clusters", "drift", "since", "parallel"},
    {"fleet"},
    {"render", "testing", "reduce", "export"},
    {"tables"},
    {"api"},
    {"lsp"},
    {"cli"},
    {"__init__", "__main__"},
)
CHECKS_SEE = {"checks", "errors", "finding", "kube", "manifest", "pattern", "phrases", "record", "source", "template"}
LONGEST, MEDIAN = 400, 150


@cache
def modules():
    """Return the syntax tree of every module by its dotted name below dslint."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def blocks_for_types(name):
    return [
        block
        for block in ast.walk(modules()[name])
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
    ]


def at_run_time(name):
    """Return what stands in a module but for what is there for type checkers alone."""
    for_types = {id(node) for block in blocks_for_types(name) for node in ast.walk(block)}
    return [node for node in ast.walk(modules()[name]) if id(node) not in for_types]


@cache
def imports(name, *, types):
    """Return the modules of dslint that a module imports, inside functions too; ``types`` adds those for type hints."""
    found = set()
    for node in ast.walk(modules()[name]) if types else at_run_time(name):
        if isinstance(node, ast.Import):
            found |= {known(alias.name) for alias in node.names if alias.name.split(".")[0] == "dslint"}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module.split(".")[0] == "dslint":
            found |= {known(f"{node.module}.{alias.name}") for alias in node.names}
    return found - {name}


def known(dotted):
    """Return the module that an import reaches: ``dslint.finding.Hit`` is in ``finding``."""
    parts = dotted.split(".")[1:]
    while parts and ".".join(parts) not in modules():
        parts.pop()
    return ".".join(parts) or "__init__"


def part(module):
    """Return the part of the house that a module belongs to."""
    return module if any(module in layer for layer in LAYERS) else module.split(".")[0]


def floor(module):
    return next(number for number, layer in enumerate(LAYERS) if part(module) in layer)


def test_every_module_has_its_place_in_the_house():
    drawn = set().union(*LAYERS)
    assert {part(name) for name in modules()} - drawn == set()


def test_imports_point_downwards():
    upwards = {
        (name, below)
        for name in modules()
        for below in imports(name, types=True)
        # the constants of the package itself are for everybody
        if below != "__init__" and part(name) != part(below) and floor(below) >= floor(name)
    }
    assert upwards == set()


def test_the_package_itself_is_imported_for_constants_only():
    taken = {
        (name, alias.name)
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "dslint"
        for alias in node.names
        if alias.name not in modules() and name != "__main__"
    }
    assert {word for _, word in taken} <= {"__version__", "DOCS_URL"}


def test_typing_is_for_type_checkers_alone_since_it_takes_a_twentieth_of_a_start():
    importing = {
        name
        for name in modules()
        for node in at_run_time(name)
        if isinstance(node, (ast.Import, ast.ImportFrom)) and "typing" in ast.unparse(node).split()
    }
    assert importing == {"inputs.rendering.marks"}  # which has a generic class


def test_what_is_there_for_type_checkers_alone_is_imported_by_nothing_else():
    for_types = {
        (name, word)
        for name in modules()
        for block in blocks_for_types(name)
        for node in block.body
        if isinstance(node, (ast.Assign, ast.ClassDef))
        for word in ([node.name] if isinstance(node, ast.ClassDef) else [one.id for one in node.targets])
    }
    taken = {
        (known(node.module), alias.name)
        for name in modules()
        for node in at_run_time(name)
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module.startswith("dslint.")
        for alias in node.names
    }
    assert for_types
    assert for_types & taken == set()


def test_kube_knows_kubernetes_and_nothing_of_dslint():
    strangers = {
        (name, below)
        for name in modules()
        if part(name) == "kube"
        for below in imports(name, types=True)
        if part(below) not in {"kube", "record"}
    }
    assert strangers == set()


def test_kube_does_no_input_or_output():
    openers = {"io", "os", "pathlib", "socket", "subprocess", "urllib", "http", "shutil", "tempfile"}
    found = set()
    for name, tree in modules().items():
        if part(name) != "kube":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {(name, alias.name) for alias in node.names if alias.name.split(".")[0] in openers}
            elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in openers:
                found.add((name, node.module))
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"open", "print"}:
                found.add((name, node.func.id))
    assert found == set()


def test_checks_see_manifests_and_kubernetes_only():
    strangers = {
        (name, below)
        for name in modules()
        if part(name) == "checks"
        for below in imports(name, types=True)
        if part(below) not in CHECKS_SEE
    }
    assert strangers == set()


def test_no_module_imports_itself_through_others():
    def reach(name, seen):
        for below in imports(name, types=True):
            if below not in seen and below != "__init__":  # its constants are for everybody
                seen.add(below)
                reach(below, seen)
        return seen

    assert [name for name in modules() if name in reach(name, set())] == []


def test_modules_are_small():
    sizes = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n") for path in PACKAGE.rglob("*.py")
    }
    assert {path: size for path, size in sizes.items() if size > LONGEST} == {}
    assert median(size for size in sizes.values() if size > 1) <= MEDIAN


def test_rule_ids_and_names_are_unique():
    words = [word for rule in load_rules() for word in (rule.id, rule.name, *rule.aliases)]
    assert sorted(words) == sorted(set(words))


def test_every_check_is_a_generator_of_at_most_thirty_lines():
    assert {rule.id: wrong for rule in load_rules() if rule.check and (wrong := what_is_wrong(rule))} == {}


def what_is_wrong(rule):
    try:
        found = load(rule)
    except (ImportError, AttributeError) as error:
        return str(error)
    if not inspect.isgeneratorfunction(found):
        return "no generator"
    lines = [line for line in inspect.getsource(found).splitlines() if line.strip()]
    return None if len(lines) <= 30 else f"{len(lines)} lines"


def test_rules_without_a_check_are_the_engines_own():
    silent = [rule.id for rule in load_rules() if not rule.check]
    assert [rule for rule in silent if not re.fullmatch("DS00[1-5789]|DS123", rule)] == []
