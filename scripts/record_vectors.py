"""Ask Kubernetes' own code, and dslint, about made-up inputs; tell where they differ, or record the answers as vectors.

Usage: ``python scripts/record_vectors.py --kubernetes 1.37 --oracle FOLDER [--record] [--TOPIC COUNT …] [MANIFEST …]``,
where FOLDER is the one that ``oracle/build.sh`` was given. Without ``--record`` each difference is shrunk to its
smallest input, and they are counted by cause; the exit code is 1 if there is any. The same seed makes the same inputs,
so that recording again writes the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections import Counter
from datetime import datetime, timezone
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from vectors import compare, shrink  # noqa: E402 - found through the line above
from vectors.cluster import DaemonSets, nodes  # noqa: E402
from vectors.files import daemonsets, texts  # noqa: E402
from vectors.objects import KINDS, Maker  # noqa: E402
from vectors.oracle import Oracle, OracleError  # noqa: E402
from vectors.placements import Placements  # noqa: E402
from vectors.rollouts import rollouts  # noqa: E402
from vectors.schema import Schema  # noqa: E402
from vectors.streams import Texts  # noqa: E402

VECTORS = ROOT / "tests" / "conformance" / "vectors"
MANIFESTS = ROOT / "scripts" / "vectors" / "manifests"  # copies of examples, which may change
SEED = 1
BATCH = 500
NODES = 20
SHOWN = 1500  # characters of an input
NEWER = {"objects": 3000, "updates": 2000, "placements": 150, "texts": 1000}
OLDER = {"objects": 850, "updates": 700, "placements": 50, "texts": 250}
NEWER_SINCE = 34
# kubectl reads texts, not the server; before, it read JSON with YAML behind it otherwise
TEXTS_SINCE = 33
OF_CLUSTERS = {"daemonsets": 320, "rollouts": len(rollouts())}
TOPICS = (*NEWER, *OF_CLUSTERS)


def recorded(minor: int) -> dict[str, int]:
    """Return how many inputs of each topic are made for the vectors of a version; those of clusters come on demand."""
    wanted = NEWER if minor >= NEWER_SINCE else OLDER
    return {topic: count for topic, count in wanted.items() if topic != "texts" or minor >= TEXTS_SINCE}


class Run:
    """One version, one seed: makes inputs by topic, asks both sides about them, keeps what differs by cause."""

    def __init__(self, minor: int, oracle: Oracle | None, seed: int, manifests: list[str]) -> None:
        self.minor = minor
        self.oracle = oracle
        self.seed = seed
        self.manifests = manifests
        self.asked: Counter[str] = Counter()
        self.causes: Counter[str] = Counter()
        self.examples: dict[str, tuple[str, Any]] = {}
        self.nodes: list[Any] = []  # of the cluster that was asked

    def inputs(self, topic: str) -> Iterator[Any]:
        """Make inputs of a topic: JSON values, in the form in which vectors hold them."""
        rng = random.Random(f"{self.minor} {self.seed} {topic}")  # noqa: S311 - not for secrets
        objects = [it for text in self.manifests for it in daemonsets(text)]
        if topic == "texts":
            yield from _calls(Texts(rng, self.manifests).make)
        elif topic == "placements":
            placements = Placements(rng)
            yield from _calls(lambda: [placements.spec(), [placements.node() for _ in range(NODES)]])
        elif topic == "daemonsets":
            yield from _calls(DaemonSets(rng, objects).make)
        elif topic == "rollouts":
            yield from rollouts()
        else:
            maker = Maker(Schema(compare.SCHEMAS / f"1.{self.minor}" / "daemonset.json"), rng, objects)
            kinds = [kind for kind in KINDS if objects or kind != "mutation"]
            made = _calls(lambda: maker.make(rng.choice(kinds)))
            yield from made if topic == "objects" else _changes(maker, made)

    def said(self, topic: str, inputs: list[Any]) -> list[Any]:
        """Return Kubernetes' words for inputs; None where it has none."""
        if topic == "objects":
            requests = [{"object": it, "pod": True, "policies": ["latest"]} for it in inputs]
            return [compare.said_of_object(it, self.minor) for it in self._ask("strategy", requests)]
        if topic == "updates":
            requests = [{"object": new, "old": old} for new, old in inputs]
            return [compare.said_of_update(it) for it in self._ask("strategy", requests)]
        if topic == "placements":
            requests = [{"spec": spec, "nodes": nodes} for spec, nodes in inputs]
            return [it["placed"] for it in self._ask("placement", requests)]
        if topic in OF_CLUSTERS:
            first, *answers = self._ask("cluster", [{"nodes": nodes() if topic == "daemonsets" else []}, *inputs])
            self.nodes = first.get("nodes", [])
            return [
                it.get("placed") or it.get("rolled") for it in answers
            ]  # neither of one that the server does not take
        return [compare.said_of_text(it) for it in self._ask("reader", [{"text": it} for it in inputs])]

    def words(self, topic: str, given: Any) -> Any:
        """Return dslint's words for one input."""
        if topic == "daemonsets":
            return compare.words_of_cluster(given, self.nodes, self.minor)
        return compare.words(topic, given, self.minor)

    def compare(self, topic: str, count: int) -> None:
        """Ask both sides about so many inputs, and keep what differs."""
        source = islice(self.inputs(topic), count)
        while inputs := list(islice(source, BATCH)):
            for given, said in zip(inputs, self.said(topic, inputs), strict=True):
                if said is None:
                    continue
                self.asked[topic] += 1
                for cause in self._causes(topic, given, said):
                    self.causes[cause] += 1
                    known = self.examples.get(cause)
                    if known is None or len(json.dumps(given)) < len(json.dumps(known[1])):
                        self.examples[cause] = (topic, given)

    def smallest(self, cause: str) -> Any:
        """Return the smallest input that differs for a cause."""
        topic, given = self.examples[cause]
        if topic in OF_CLUSTERS:  # to ask many times takes hours
            return given

        def differ(candidates: list[Any]) -> list[bool]:
            said = self.said(topic, candidates)
            pairs = zip(candidates, said, strict=True)
            return [it is not None and cause in self._causes(topic, given, it) for given, it in pairs]

        try:
            return shrink.shrink(given, differ)
        except OracleError:  # a candidate that is no input any more
            return given

    def _causes(self, topic: str, given: Any, said: Any) -> list[str]:
        try:
            own = self.words(topic, given)
        except Exception as error:  # noqa: BLE001 - that dslint fails is a difference too
            return [f"{topic}: dslint fails: {type(error).__name__}"]
        if topic == "placements":
            return [] if said == own else ["placements: another node"]
        if topic == "daemonsets":
            said = compare.said_of_cluster(said)
            own = {word: own[word] for word in said}
        return [f"{topic}: {it}" for it in compare.differences(said, own)]

    def _ask(self, program: str, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if self.oracle is None:
            raise OracleError("there is nobody to ask")
        answers = self.oracle.ask(program, requests)
        panics = [it["panic"] for it in answers if it.get("panic")]
        if panics:
            raise OracleError(f"{program} panics: {panics[0]}")
        return answers

    def record(self, topic: str, count: int) -> dict[str, Any]:
        """Return the vectors of a topic: inputs with Kubernetes' words."""
        inputs = list(islice(self.inputs(topic), count))
        pairs = zip(inputs, self.said(topic, inputs), strict=True)
        cases = [[given, said] for given, said in pairs if said is not None]
        found = {"kubernetes": f"1.{self.minor}", "topic": topic, "cases": cases}
        return {**found, "nodes": self.nodes} if topic == "daemonsets" else found


def main(arguments: list[str]) -> int:
    """Compare or record, as the arguments say; returns 1 where something differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kubernetes", required=True, metavar="VERSION", help="the minor version")
    parser.add_argument("--oracle", required=True, type=Path, metavar="FOLDER", help="what oracle/build.sh has filled")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--record", action="store_true", help=f"write vectors to {VECTORS.relative_to(ROOT)}")
    parser.add_argument("--cluster", action="store_true", help="record what a cluster says, and nothing else")
    for topic in TOPICS:
        parser.add_argument(f"--{topic}", type=int, default=0, metavar="COUNT", help=f"how many {topic}")
    parser.add_argument("manifests", nargs="*", type=Path, metavar="MANIFEST", help="files to mutate, or folders")
    given = parser.parse_args(arguments)
    run = Run(
        int(given.kubernetes.rpartition(".")[2]),
        Oracle(given.oracle / given.kubernetes),
        given.seed,
        texts(given.manifests or [MANIFESTS]),
    )
    counts = {topic: getattr(given, topic) for topic in TOPICS if getattr(given, topic)}
    if given.record:
        for topic, count in (counts or (OF_CLUSTERS if given.cluster else recorded(run.minor))).items():
            _write(VECTORS / given.kubernetes / f"{topic}.json.gz", run.record(topic, count))
        return 0
    for topic, count in counts.items():
        run.compare(topic, count)
    for cause, often in run.causes.most_common():
        print(f"{often} times {cause}\n    {json.dumps(run.smallest(cause))[:SHOWN]}")
    print(f"Kubernetes {given.kubernetes}:", ", ".join(f"{many:,} {topic}" for topic, many in run.asked.items()))
    return 1 if run.causes else 0


def _write(path: Path, vectors: dict[str, Any]) -> None:
    """Write vectors with the day on which they were first answered so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    day = datetime.now(tz=timezone.utc).date().isoformat()
    known = json.loads(gzip.decompress(path.read_bytes())) if path.exists() else {}
    if known.get("cases") == json.loads(json.dumps(vectors["cases"])):
        day = known["recorded"]
    text = json.dumps({**vectors, "recorded": day}, sort_keys=True, separators=(",", ":")).encode()
    path.write_bytes(gzip.compress(text, mtime=0))
    print(f"{path.relative_to(ROOT)}: {len(vectors['cases']):,} cases, {path.stat().st_size:,} bytes")


def _changes(maker: Maker, made: Iterator[Any]) -> Iterator[Any]:
    """Yield pairs of a new and an old object, as far as both have a name."""
    for old in filter(_is_named, made):
        new = json.loads(json.dumps(old))
        for _ in range(maker.rng.choice([0, 1, 1, 2])):
            maker.mutate(new)
        if _is_named(new):
            yield [new, old]


def _calls(make: Callable[[], Any]) -> Iterator[Any]:
    while True:
        yield make()


def _is_named(manifest: dict[str, Any]) -> bool:
    metadata = manifest.get("metadata")
    return isinstance(metadata, dict) and isinstance(metadata.get("name"), str) and bool(metadata["name"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
