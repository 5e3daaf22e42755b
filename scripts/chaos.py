#!/usr/bin/env python3
"""Kills the commands at random moments, runs them again, and compares their tables with undisturbed ones.

Each trial starts `ingest` or `featurize` on a small simulated corpus in a fresh folder, and then does one of
these to it: kills the driver with all its processes, the driver alone, or executors; starts a second
driver; stops the driver, lets a second one do its work, and lets it go on. The same command is run until it
ends by itself; or lets it run out of disk or memory first. Meanwhile programs outside Spark read the table. Wrong is: a row too many, too few or different in a
bit, in the table or its quarantine; part of a recording or of a unit seen by a reader; more than a unit of work done
twice; another exit status. Equal seeds choose equal strikes; what a strike hits depends on the machine's
speed as well.

Needs: pip install pyarrow pandas duckdb deltalake pyiceberg pyiceberg-core; SPARK_HOME for executors in processes of their own, root for a
disk that is full. What cannot be tried is said.
"""

import argparse
import dataclasses
import json
import os
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--formats", default="parquet,delta,iceberg", help="table formats (default: %(default)s)")
    parser.add_argument("--trials", type=int, default=18, help="trials of each format (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="that of the first trial (default: %(default)s)")
    parser.add_argument("--only", default="", help="only scenarios whose name contains one of these, comma between")
    parser.add_argument("--local", action="store_true", help="leave out executors in processes of their own")
    parser.add_argument("--submit", action="append", default=[], metavar="OPTION", help="further option of spark-submit")
    parser.add_argument("--folder", type=Path, help="work here, and leave all of it (default: a temporary folder)")
    parser.add_argument("--json", type=Path, help="write all outcomes to this file")
    parser.add_argument("--list", action="store_true", help="print the scenarios and end")
    return parser.parse_args()


def main():
    options = arguments()
    try:
        from reliability import trials
    except ModuleNotFoundError as missing:
        packages = "pyarrow pandas duckdb deltalake pyiceberg pyiceberg-core"
        sys.exit(f"chaos: no Python module {missing.name}; pip install {packages}")
    spark_home = os.environ.get("SPARK_HOME")
    scenarios = [
        scenario
        for scenario in trials.SCENARIOS
        if any(name in scenario.name for name in options.only.split(",")) and not (options.local and scenario.cluster)
    ]
    if options.list:
        print("\n".join(scenario.name for scenario in scenarios))
        return 0
    if not scenarios:
        sys.exit(f"chaos: no scenario's name contains '{options.only}'; --list prints all")
    for scenario in scenarios:
        if scenario.lacks(spark_home):
            print(f"SKIPPED: '{scenario.name}' needs {scenario.lacks(spark_home)}")
    scenarios = [scenario for scenario in scenarios if not scenario.lacks(spark_home)]
    if options.folder:
        options.folder.mkdir(parents=True, exist_ok=True)
        return run(options, scenarios, options.folder.resolve(), spark_home)
    with tempfile.TemporaryDirectory(prefix="eegpt-chaos-") as folder:
        return run(options, scenarios, Path(folder), spark_home)


def run(options, scenarios, folder, spark_home):
    from reliability import corpus
    from reliability.job import Launcher

    launcher = Launcher(folder, spark_home, options.submit)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("chaos: told to end"))
    outcomes = []
    undisturbed_rows = {}
    try:
        corpus.make(launcher, folder / "corpus")
        for table_format in options.formats.split(","):
            outcomes += of_format(options, scenarios, folder, launcher, table_format, undisturbed_rows)
    finally:
        launcher.end_all()
    wrong = summarize(outcomes)
    if options.json:
        options.json.write_text(json.dumps([dataclasses.asdict(outcome) for outcome in outcomes], indent=1))
    return 1 if wrong else 0


def of_format(options, scenarios, folder, launcher, table_format, undisturbed_rows):
    """The trials of a format, after each command was run undisturbed."""
    from reliability.trials import Commands, Trial

    home = folder / table_format
    commands = Commands(launcher, folder / "corpus", home / "recordings", table_format)
    undisturbed = {"ingest": commands.undisturbed("ingest", home / "recordings")}
    if not launcher.archive.exists():
        commands.archive_classes(home / "archived")
    undisturbed["featurize"] = commands.undisturbed("featurize", home / "embeddings")
    for command, left in undisturbed.items():
        print(
            f"{table_format}: {command} undisturbed: {len(left.rows)} rows in {len(left.units)} units,"
            f" {len(left.quarantine)} quarantined, {left.seconds:.1f} s, {left.changes} changes of its folder",
            flush=True,
        )
        if undisturbed_rows.setdefault(command, left.rows) != left.rows:
            sys.exit(f"chaos: {command} writes other rows to {table_format} than to the format before")
    outcomes = []
    for number in range(options.trials):
        scenario = scenarios[number % len(scenarios)]
        trial = Trial(number, scenario, options.seed + number, commands, undisturbed[scenario.command], home)
        outcomes.append(trial.run())
        print(line(outcomes[-1]), flush=True)
    return outcomes


def line(outcome):
    verdict = "WRONG: " + "; ".join(outcome.wrong) if outcome.wrong else "exact"
    return (
        f"{outcome.table_format} {outcome.trial} (seed {outcome.seed}) {outcome.scenario}: {outcome.strikes} strikes,"
        f" {outcome.attempts} starts, {outcome.twice} windows twice,"
        f" {outcome.looks} looks ({outcome.looks_between} between commits), {outcome.seconds} s: {verdict}"
    )


def summarize(outcomes):
    """Prints the table of scenarios; tells how many trials went wrong."""
    print("\n| format | scenario | trials | exact | strikes | looks between commits | windows twice, most |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    of = {}
    for outcome in outcomes:
        of.setdefault((outcome.table_format, outcome.scenario), []).append(outcome)
    for (table_format, scenario), some in of.items():
        exact = sum(not outcome.wrong for outcome in some)
        strikes = sum(outcome.strikes for outcome in some)
        looks = sum(outcome.looks_between for outcome in some)
        twice = max(outcome.twice for outcome in some)
        print(f"| {table_format} | {scenario} | {len(some)} | {exact} | {strikes} | {looks} | {twice} |")
    verdicts = Counter(bool(outcome.wrong) for outcome in outcomes)
    print(f"\n{len(outcomes)} trials: {verdicts[False]} exact, {verdicts[True]} wrong")
    return verdicts[True]


if __name__ == "__main__":
    sys.exit(main())
