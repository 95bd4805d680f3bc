"""Rules that are exported to the cluster, the DaemonSets that both are asked about, and mutants of these.

What a rule finds is no matter here: all that counts is that its twin refuses the same DaemonSets.
"""

import json
import random
from copy import deepcopy
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from dslint.config import Options, Resolver
from dslint.export import export
from dslint.kube.apiserver.server import answer
from dslint.kube.versions import DEFAULT
from dslint.manifest.schema import decoder
from tests.checkout import ROOT

from .policy_cases import daemonset, manifests

TWINS = ("DS211", "DS401", "DS406", "DS416", "DS506", "DS508", "DS711", "DS805")
EXAMPLES = tuple(f"ACME00{number}" for number in range(1, 7))
MUTANTS = 20
_LABEL = {"properties": {"metadata": {"properties": {"labels": {"required": ["app"]}}}}}
# by name: target and schema
SCHEMAS = {
    "required": (
        "container",
        {
            "required": ["resources"],
            "properties": {"resources": {"required": ["limits"], "properties": {"limits": {"required": ["memory"]}}}},
        },
    ),
    "required-text": (
        "podSpec",
        {"required": ["priorityClassName"], "properties": {"priorityClassName": {"minLength": 1}}},
    ),
    "required-list": ("podSpec", {"required": ["tolerations"], "properties": {"tolerations": {"minItems": 1}}}),
    "forbidden-text": ("podSpec", {"properties": {"nodeName": {"const": ""}}}),
    "pattern": ("container", {"properties": {"image": {"pattern": r"^(docker|ghcr)\.io/\w+"}}}),
    "pattern-end": ("container", {"properties": {"name": {"pattern": r"[a-z]\d*$"}}}),
    "lengths": ("container", {"properties": {"name": {"minLength": 3, "maxLength": 5}}}),
    "enum": ("podSpec", {"properties": {"priorityClassName": {"enum": ["system-node-critical", ""]}}}),
    "const-default": ("podSpec", {"properties": {"restartPolicy": {"const": "Always"}}}),
    "forbidden": ("podSpec", {"properties": {"hostNetwork": {"const": False}}}),
    "not": ("podSpec", {"not": {"required": ["nodeName"]}}),
    "any": (
        "podSpec",
        {
            "anyOf": [
                {"required": ["nodeSelector"], "properties": {"nodeSelector": {"minProperties": 1}}},
                {"required": ["affinity"]},
            ]
        },
    ),
    "one": ("container", {"oneOf": [{"required": ["livenessProbe"]}, {"required": ["readinessProbe"]}]}),
    "if": (
        "podSpec",
        {
            "if": {"properties": {"hostNetwork": {"const": True}}, "required": ["hostNetwork"]},
            "then": {"properties": {"dnsPolicy": {"const": "ClusterFirstWithHostNet"}}, "required": ["dnsPolicy"]},
            "else": {"properties": {"dnsPolicy": {"not": {"const": "Default"}}}},
        },
    ),
    "items": ("podSpec", {"properties": {"volumes": {"items": {"not": {"required": ["hostPath"]}}}}}),
    "contains": (
        "podSpec",
        {
            "properties": {
                "tolerations": {"contains": {"properties": {"operator": {"const": "Exists"}}, "required": ["operator"]}}
            }
        },
    ),
    "counts": ("podSpec", {"properties": {"containers": {"minItems": 1, "maxItems": 1}}}),
    "names": (
        "podTemplate",
        {"properties": {"metadata": {"properties": {"labels": {"propertyNames": {"pattern": "^[a-z]+$"}}}}}},
    ),
    "closed": (
        "daemonset",
        {
            "properties": {
                "spec": {
                    "properties": {
                        "template": {
                            "properties": {
                                "spec": {
                                    "properties": {
                                        "nodeSelector": {
                                            "additionalProperties": False,
                                            "properties": {"kubernetes.io/os": {"const": "linux"}},
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        },
    ),
    "numbers": (
        "container",
        {
            "properties": {
                "ports": {"items": {"properties": {"containerPort": {"exclusiveMinimum": 1024, "maximum": 9999}}}}
            }
        },
    ),
    "dependent-schema": ("podSpec", {"dependentSchemas": {"affinity": {"not": {"required": ["securityContext"]}}}}),
    "dependent": ("podSpec", {"dependentRequired": {"affinity": ["tolerations"]}}),
    "reference": ("podTemplate", {"$ref": "#/$defs/labelled", "$defs": {"labelled": _LABEL}}),
    "unique": ("container", {"properties": {"args": {"uniqueItems": True}}}),
    "minimum": ("daemonset", {"properties": {"spec": {"properties": {"revisionHistoryLimit": {"minimum": 5}}}}}),
}
# by name: target, expression, variables
EXPRESSIONS = {
    "cel-object": ("daemonset", "object.metadata.name.size() < 6", {}),
    "cel-part": ("podSpec", "!has(podSpec.hostNetwork) || podSpec.hostNetwork == false", {}),
    "cel-template": ("podTemplate", "'app' in podTemplate.metadata.labels", {}),
    "cel-container": ("container", "container.image.contains('/') // an owner", {}),
    "cel-variables": (
        "container",
        "variables.known.exists(k, container.image.startsWith(k)) && variables.short",
        {"known": "['ghcr.io/', 'nginx']", "most": "7", "short": "container.name.size() < variables.most"},
    ),
    "cel-fails": ("daemonset", "object.spec.template.spec.nodeSelector['kubernetes.io/os'] == 'linux'", {}),
}


def policies():
    """Return the rule files by name, as plain values."""
    out = {}
    for number, (name, (target, schema)) in enumerate(SCHEMAS.items()):
        out[name] = {**_file(number, name, target), "schema": schema}
    for number, (name, (target, expression, variables)) in enumerate(EXPRESSIONS.items(), 100):
        out[name] = {**_file(number, name, target), "cel": expression} | ({"variables": variables} if variables else {})
    return out


def _file(number, name, target):
    about = {"summary": "something that is not as agreed", "severity": "error", "messages": {"found": "no"}}
    return {"id": f"TWIN{number:03}", "name": f"twin-{name}", "target": target, **about}


@cache
def settings():
    """Return settings under which the rules that are exported are on."""
    with TemporaryDirectory() as folder:
        for name, data in policies().items():
            (Path(folder) / f"{name}.yaml").write_text(json.dumps(data), encoding="utf-8")
        named = (*TWINS, *EXAMPLES, *(data["id"] for data in policies().values()))
        options = Options(policies=(folder, str(ROOT / "examples" / "policies")), select=named, no_config=True)
        found = Resolver(options._replace(preview=True)).settings_for("./")
        assert len(found.selection.chosen()) == len(named)
        return found, export(found, "Deny")


def exported():
    """Return policies with their bindings."""
    return settings()[1].objects


def asked():
    """Yield the DaemonSets that all are asked about, in order."""
    for name, subject in subjects().items():
        yield from mutants(subject, name, lambda one: answer(one, decoder(DEFAULT), DEFAULT).accepted)


def subjects():
    """Return the DaemonSets by name."""
    found = manifests()
    bare = daemonset("a", [{"name": "a", "image": "a:1"}])
    full = deepcopy(found["large"])
    full["metadata"] = {"name": "full", "annotations": {"cluster-autoscaler.kubernetes.io/enable-ds-eviction": "true"}}
    spec = full["spec"]["template"]["spec"]
    spec["volumes"].append({"name": "memory", "emptyDir": {"medium": "Memory", "sizeLimit": "1Gi"}})
    spec["containers"][1]["volumeMounts"] = [{"name": "tmp", "mountPath": "/data"}]
    spec["containers"][1]["readinessProbe"] = {"tcpSocket": {"port": 80}, "initialDelaySeconds": 0}
    spec["dnsPolicy"] = "ClusterFirstWithHostNet"
    spec["affinity"] = {}
    spec["nodeName"] = "node-1"
    full["spec"]["updateStrategy"] = {"type": "OnDelete"}
    null = deepcopy(bare)  # which the server keeps in a map of texts, as an empty one
    null["metadata"]["labels"] = {"team": None}
    null["spec"]["template"]["metadata"]["labels"]["team"] = None
    return {**found, "bare": bare, "full": full, "null": null}


def mutants(subject, seed, accepts, count=MUTANTS):
    """Yield a DaemonSet and some that differ from it in a place or two, always the same, and that are accepted."""
    yield subject
    rolls, made = random.Random(seed), 0  # noqa: S311 - nothing secret
    for _ in range(40 * count):
        mutant = deepcopy(subject)
        for _ in range(rolls.choice((1, 1, 2))):
            _mutate(mutant, rolls)
        if mutant != subject and accepts(mutant):
            made += 1
            yield mutant
        if made == count:
            return


_SCALARS = ("", "x", "Always", "linux", "docker.io/acme/a:1", "1", "100m", 0, 1, 8080, True, False, [], {}, None)


def _mutate(whole, rolls):
    places = list(_places(whole.get("spec", {}))) or list(_places(whole))
    at, key = rolls.choice(places)
    what = rolls.randrange(4)
    if what == 0:
        del at[key]
    elif what == 1:
        at[key] = rolls.choice(_SCALARS)
    elif what == 2 and isinstance(at, list):
        at.append(deepcopy(at[key]))
    else:
        donor, name = rolls.choice(places)
        at[key] = deepcopy(donor[name])


def _places(value):
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in entries:
        yield value, key
        yield from _places(below)
