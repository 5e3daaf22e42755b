"""One trial: a command is disturbed as a seed says, run again until it ends, and its table compared."""

import os
import random
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet

from reliability import tables
from reliability.watch import Changes, Moment, Observer

ATTEMPTS = 8
KILLED = -9
WINDOWS_A_UNIT = 10
OTHER_WINDOWS_A_UNIT = 15


@dataclass
class Undisturbed:
    """What a command leaves when nothing happens to it."""

    command: str
    table_format: str
    status: int
    seconds: float
    changes: int
    kilobytes: int
    rows: list
    by_recording: dict
    units: list
    quarantine: list

    @property
    def unit_windows(self):
        return max(sum(len(self.by_recording[recording]) for recording in unit) for unit in self.units)


@dataclass
class Outcome:
    """How a trial went."""

    trial: int
    table_format: str
    scenario: str
    seed: int
    strikes: int = 0
    attempts: int = 0
    seconds: float = 0.0
    twice: int = 0
    looks: int = 0
    looks_between: int = 0
    wrong: list = field(default_factory=list)


class Commands:
    """The commands under trial, on one corpus and in one format."""

    def __init__(self, launcher, corpus, recordings, table_format):
        self.launcher = launcher
        self.corpus = corpus
        self.recordings = recordings
        self.table_format = table_format

    def arguments(self, command, output, windows_a_unit=WINDOWS_A_UNIT):
        common = ["--output", output, "--format", self.table_format]
        if command == "ingest":
            return ["ingest", "--input", self.corpus, "--commit-every", 1, *common]
        model = ["--weights", "synthetic:tiny1", "--window", "1s", "--commit-every", windows_a_unit]
        return ["featurize", "--input", self.recordings, *common, *model]

    def archive_classes(self, output):
        """Keeps the classes of a run that nobody looks at, for quicker starts of the others."""
        self.launcher.local(*self.arguments("featurize", output), archive_classes=True).wait()

    def undisturbed(self, command, output):
        """Runs a command to its end, and keeps what it left."""
        job = self.launcher.local(*self.arguments(command, output))
        changes = Changes(output)
        while job.running:
            changes.look()
            time.sleep(0.004)
        seconds = time.monotonic() - job.started
        status = job.wait()
        if not job.completed:
            raise SystemExit(f"chaos: undisturbed, {command} ended with {status}:\n{job.output()}")
        first, *others = (read(output) for read in tables.READERS[self.table_format].values())
        rows = tables.rows(first)
        if any(tables.rows(other) != rows for other in others):
            raise SystemExit(f"chaos: readers of {output} do not agree on its rows")
        return Undisturbed(
            command,
            self.table_format,
            status,
            seconds,
            changes.count,
            sum(path.stat().st_size for path in output.rglob("*")) >> 10,
            rows,
            tables.rows_by_recording(first),
            tables.units(output, self.table_format),
            tables.quarantine(output, self.table_format),
        )


@dataclass(frozen=True)
class Scenario:
    """What is done to a command."""

    name: str
    command: str = "featurize"
    cluster: bool = False
    strike: str = "group"
    strikes: int = 1
    rival: bool = False
    paused: bool = False
    speculation: bool = False
    disk_full: bool = False
    heap: str = ""

    def lacks(self, spark_home):
        """What this machine lacks for it, in words; empty where it lacks nothing."""
        if self.cluster and not spark_home:
            return "SPARK_HOME, which names a Spark 4.0.1 distribution"
        return "root, who may mount a small disk" if self.disk_full and os.geteuid() != 0 else ""


SCENARIOS = (
    Scenario("driver killed"),
    Scenario("driver killed three times", strikes=3),
    Scenario("driver of ingest killed", command="ingest"),
    Scenario("two drivers", rival=True, strikes=0),
    Scenario("two drivers, one killed", rival=True),
    Scenario("driver paused while another works", paused=True),
    Scenario("disk full", strikes=0, disk_full=True),
    Scenario("heap too small", strikes=0, heap="100m"),
    Scenario("driver killed twice", strikes=2),
    Scenario("driver of ingest killed twice", command="ingest", strikes=2),
    Scenario("driver of ingest paused while another works", command="ingest", paused=True),
    Scenario("executor killed", cluster=True, strike="executor"),
    Scenario("executors killed twice, with speculation", cluster=True, strike="executor", strikes=2, speculation=True),
    Scenario("driver killed, executors live on, with speculation", cluster=True, strike="driver", speculation=True),
)


class Trial:
    """A scenario with a seed."""

    def __init__(self, number, scenario, seed, commands, undisturbed, folder):
        self.scenario = scenario
        self.commands = commands
        self.undisturbed = undisturbed
        self.table = folder / f"trial-{number}"
        self.random = random.Random(seed)
        self.outcome = Outcome(number, commands.table_format, scenario.name, seed)
        self.jobs = []
        self.committed_before = 0
        self.staged_before = {}

    def run(self):
        """Does it, and tells how it went. Its folder is left where something was wrong."""
        shutil.rmtree(self.table, ignore_errors=True)
        began = time.monotonic()
        observer = self._observer()
        observer.start()
        try:
            self._disturb()
            status = self._run_to_the_end()
        finally:
            for job in self.jobs:
                job.end_leftovers()
            observer.stop()
        self._compare(status)
        self._unmount()
        self.outcome.looks = observer.looks
        self.outcome.looks_between = observer.between
        self.outcome.wrong += sorted(set(observer.wrong))
        self.outcome.attempts = len(self.jobs)
        self.outcome.seconds = round(time.monotonic() - began, 1)
        if not self.outcome.wrong:
            shutil.rmtree(self.table)
        return self.outcome

    def _observer(self):
        # Two drivers, or a driver and what another left of a unit, may cut units in other ways.
        alone = not (self.scenario.rival or self.scenario.paused)
        units = self.undisturbed.units if alone else None
        return Observer(self.table, self.commands.table_format, self.undisturbed.by_recording, units)

    def _start(self, windows_a_unit=WINDOWS_A_UNIT, heap=""):
        arguments = self.commands.arguments(self.scenario.command, self.table, windows_a_unit)
        launcher = self.commands.launcher
        if self.scenario.cluster:
            job = launcher.cluster(*arguments, speculation=self.scenario.speculation)
        else:
            job = launcher.local(*arguments, heap=heap)
        self.jobs.append(job)
        return job

    def _moment(self):
        """Two of three strikes follow a change in the table's folder closely: commits are short."""
        if self.random.random() < 2 / 3:
            changes = self.random.randint(1, max(1, self.undisturbed.changes - 1))
            return Moment(changes=changes, seconds=self.random.choice((0, 0, self.random.uniform(0, 0.3))))
        return Moment(seconds=self.random.uniform(0.4, 1.0) * self.undisturbed.seconds)

    def _disturb(self):
        if self.scenario.disk_full or self.scenario.heap:
            self._starve()
            return
        rival = None
        job = self._start()
        if self.scenario.rival:
            time.sleep(self.random.uniform(0, 1.5))
            rival = self._start(self.random.choice((WINDOWS_A_UNIT, OTHER_WINDOWS_A_UNIT)))
        for strike in range(self.scenario.strikes):
            if not self._strike(job):
                break
            if not job.running and strike + 1 < self.scenario.strikes:
                job = self._start()
        if rival:
            self._ended(rival)
        self._ended(job)

    def _starve(self):
        """A start with too little disk or memory must end with a line that says so, and then there is enough."""
        if self.scenario.disk_full:
            room = int(self.random.uniform(0.2, 0.9) * self.undisturbed.kilobytes)
            self._mount(f"size={room}k")
        job = self._start(heap=self.scenario.heap)
        job.wait()
        self.outcome.strikes += 1
        said = [text for text in job.output().splitlines() if text.startswith("eegpt:")]
        words = "no space left on device; what was committed stays" if self.scenario.disk_full else "memory"
        if job.completed:
            self.outcome.wrong.append("it ended as if it had had enough")
        elif len(said) != 1 or words not in said[0]:
            self.outcome.wrong.append(f"the command does not say in one line what it lacks: see {job.log}")
        if self.scenario.disk_full:
            self._mount("remount,size=256m")

    def _mount(self, options):
        self.table.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", self.table], check=True)

    def _unmount(self):
        if self.scenario.disk_full:
            subprocess.run(["umount", self.table], check=True)

    def _strike(self, job):
        """Waits for a moment and strikes; False where the command was faster."""
        if not self._moment().await_(job, self.table):
            return False
        if self.scenario.paused:
            job.pause()
            other = self._start()
            self._ended(other)
            job.resume()
        elif self.scenario.strike == "executor":
            if not job.kill_executor(self.random):
                return False
        else:
            committed = self._windows_committed()
            job.kill_driver() if self.scenario.strike == "driver" else job.kill_group()
            if job.process.returncode != KILLED:
                return False
            self._count_twice(job, committed)
        self.outcome.strikes += 1
        return True

    def _windows_committed(self):
        read = next(iter(tables.READERS[self.commands.table_format].values()))
        table = read(self.table)
        return table.num_rows if table is not None else 0

    def _count_twice(self, job, committed):
        """What a killed driver had encoded beyond what is committed is lost: at most a unit.

        Its progress bar lags a little, and its staged parts lack what tasks had not written: the larger counts.
        """
        if self.scenario.command != "featurize" or self.scenario.rival:
            return
        staged = staged_windows(self.table)
        lost = max(
            job.windows_encoded() - (committed - self.committed_before),
            sum(windows for run, windows in staged.items() if run not in self.staged_before),
        )
        self.committed_before = self._windows_committed()
        self.staged_before = staged
        self.outcome.twice = max(self.outcome.twice, lost)
        if lost > self.undisturbed.unit_windows:
            self.outcome.wrong.append(f"{lost} windows are done twice, a unit has {self.undisturbed.unit_windows}")

    def _ended(self, job):
        """Waits for a command that nobody kills any more: it must end by itself, as it does undisturbed."""
        status = job.wait()
        if status != KILLED and not job.completed:
            self.outcome.wrong.append(f"the command ended with {status}: see {job.log}")

    def _run_to_the_end(self):
        """Runs the same command again until it ends by itself."""
        last = self.jobs[-1]
        while not last.completed and len(self.jobs) < ATTEMPTS:
            last = self._start()
            self._ended(last)
        return last.process.returncode

    def _compare(self, status):
        wrong = self.outcome.wrong
        if status != self.undisturbed.status:
            wrong.append(f"exit status {status}, undisturbed {self.undisturbed.status}")
        for name, read in tables.READERS[self.commands.table_format].items():
            rows = tables.rows(read(self.table))
            if rows != self.undisturbed.rows:
                wrong.append(f"{name} reads {difference(rows, self.undisturbed.rows)}")
        entries = tables.quarantine(self.table, self.commands.table_format)
        if entries != self.undisturbed.quarantine:
            wrong.append(f"quarantine: {difference(entries, self.undisturbed.quarantine)}")


def staged_windows(table):
    """Windows in the staged parts of each run of a unit that is not complete; complete ones are not done again."""
    windows = {}
    for run in Path(table).glob("_staging/*"):
        if not (run / "unit.json").exists():
            windows[run.name] = sum(map(rows_of_part, (run / "parts").rglob("*.parquet")))
    return windows


def rows_of_part(part):
    try:
        return pyarrow.parquet.ParquetFile(part).metadata.num_rows
    except (pyarrow.ArrowInvalid, OSError):
        return 0  # Not written to its end.


def difference(rows, expected):
    """In words, how rows differ from those expected."""
    missing = len(set(expected) - set(rows))
    strange = len(set(rows) - set(expected))
    doubled = len(rows) - len(set(rows))
    return f"{len(rows)} rows instead of {len(expected)}: {missing} missing, {strange} others, {doubled} double"
