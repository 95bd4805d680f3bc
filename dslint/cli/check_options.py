"""The options of ``dslint check``, in the order in which its help has them."""

from __future__ import annotations

from dslint.cli.option import CLUSTER, COLOR, CONFIG, DEBUG, RENDERING, SELECTION, Option, flag
from dslint.config.options import FAIL_ON, LEVELS
from dslint.kube.versions import DEFAULT
from dslint.render import FORMATS

OWN = (
    *SELECTION,
    Option(
        ("--kubernetes-version",),
        f"Version to check for, or a range (1.30..1.{DEFAULT}).",
        metavar="VERSION",
        complete="versions",
    ),
    Option(
        ("--pod-security",),
        "Pod Security level of namespaces without labels: baseline, restricted, restricted:v1.31.",
        metavar="LEVEL",
        complete="levels",
    ),
    Option(("--nodes",), "Nodes to hold DaemonSets against.", metavar="NODES", many=True, complete="nodes"),
    *CONFIG,
    Option(("--fail-on",), "Lowest severity that fails the run.  [default: warning]", words=FAIL_ON),
    Option(("--min-severity",), "Lowest severity that text shows; others are counted.", words=LEVELS),
    flag("--exit-zero", help="Exit with 0 whatever is found."),
    flag("--fail-on-empty", help="Exit with 1 if there is no DaemonSet."),
    Option(
        ("--output-format",),
        f"What to print on standard output: {', '.join(FORMATS)}.  [default: full]",
        metavar="FORMAT",
        words=FORMATS,
        default="full",
        variable="DSLINT_OUTPUT_FORMAT",
    ),
    Option(
        ("--report",),
        "Write a report to a file as well, or tables (jsonl, parquet); repeatable.",
        metavar="FORMAT=PATH",
        many=True,
        complete="reports",
    ),
    flag("--statistics", help="Print how often each rule spoke instead of the findings."),
    flag("-q", "--quiet", help="Print findings only."),
    flag("-v", "--verbose", help="Tell which settings counted, what was skipped, what agents are for."),
    flag("--show-suppressed", help="Print suppressed findings too."),
    flag("--no-suppressions", help="Report suppressed findings as if they were not."),
    Option(("--stdin-filename",), "Name of the stream that - reads.", metavar="PATH", complete="paths"),
    flag("--force-exclude", help="Exclude files even if they are named."),
    flag("--no-ignore", help="Look at hidden files and at what Git ignores."),
    Option(("--since",), "Report only what is new since a Git revision.", metavar="REV", complete="revisions"),
    Option(("--baseline",), "Known findings, not to be reported.", metavar="FILE", complete="paths"),
    Option(("--write-baseline",), "Write what fails now as known findings.", metavar="FILE", complete="paths"),
    flag("--prune-baseline", help="Take out of the baseline what is no longer found."),
    flag("--fix", help="Make safe fixes, then report what is left."),
    flag("--unsafe-fixes", help="Make unsafe fixes too, beside --fix or --diff."),
    flag("--diff", help="Print what fixes would change as a patch; write nothing."),
    flag("--fix-only", help="Make fixes and report nothing of what is left."),
    flag("--interactive", help="Show each fix and ask."),
    flag("--exit-non-zero-on-fix", help="Exit with 1 if anything was fixed."),
    Option(("--add-ignores",), "Write suppressions with this reason for what is left.", metavar="REASON"),
    Option(
        ("--jobs",),
        "Processes that read files, but for fixes and --since; auto: as many as there are processors, where that pays."
        "  [default: 1]",
        metavar="N",
        complete="jobs",
        variable="DSLINT_JOBS",
    ),
    Option(
        ("--executor",),
        "Let dask read files: dask://HOST:PORT or dask://local.",
        metavar="URL",
        complete="executors",
    ),
    *RENDERING,
    *CLUSTER,
    flag("--against-cluster", help="Tell too how PATH differs from what a cluster has."),
)
ALL = (*OWN, COLOR, DEBUG)
