"""Runs the project's commands as process groups of their own, and kills them in whole or in part."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
JAR = ROOT / "spark-job/target/eegpt-spark-job.jar"
# What costs a short-lived JVM most is its start: C1 alone, and classes from an archive where there is one.
QUICK_START = "-XX:TieredStopAtLevel=1"
# Small tables want few tasks.
FEW_TASKS = {"spark.sql.shuffle.partitions": "2", "spark.databricks.delta.snapshotPartitions": "2"}
PROGRESS = re.compile(r"(\d+)/(\d+) windows")


class Launcher:
    """How commands are started: this machine, the archive of classes, the folder of logs."""

    def __init__(self, folder, spark_home=None, submit_options=()):
        self.folder = Path(folder)
        self.spark_home = spark_home
        self.submit_options = list(submit_options)
        self.archive = self.folder / "classes.jsa"
        self.logs = self.folder / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)
        self.jobs = []

    def simulate(self, *arguments):
        """Starts `eegpt simulate`, which builds the project first where that has not been done."""
        return self._start([ROOT / "eegpt", "simulate", *arguments], {})

    def local(self, *arguments, heap=None, cores=2, archive_classes=False):
        """Starts `eegpt` with driver and executor in one JVM."""
        java = [QUICK_START, *(f"-D{name}={value}" for name, value in FEW_TASKS.items())]
        if archive_classes:
            java.append(f"-XX:ArchiveClassesAtExit={self.archive}")
        elif self.archive.exists():
            java.append(f"-XX:SharedArchiveFile={self.archive}")
        settings = {"EEGPT_JAVA_OPTS": " ".join(java)}
        if heap:
            settings["EEGPT_HEAP"] = heap
        return self._start([ROOT / "eegpt", *arguments, "--master", f"local[{cores}]"], settings)

    def cluster(self, *arguments, speculation=False):
        """Starts it by spark-submit: a driver, and two executors in JVMs of their own."""
        conf = FEW_TASKS | {
            "spark.ui.enabled": "false",
            "spark.driver.extraJavaOptions": QUICK_START,
            "spark.executor.extraJavaOptions": QUICK_START,
            "spark.speculation": str(speculation).lower(),
            # As eager as can be: nearly every task has a second attempt.
            "spark.speculation.interval": "20ms",
            "spark.speculation.multiplier": "1.01",
            "spark.speculation.quantile": "0.01",
            "spark.speculation.minTaskRuntime": "20ms",
        }
        command = [Path(self.spark_home) / "bin/spark-submit", "--master", "local-cluster[2,1,1024]"]
        for name, value in conf.items():
            command += ["--conf", f"{name}={value}"]
        command += ["--jars", ",".join(table_format_jars()), *self.submit_options, "--class", "org.eegptspark.job.Main", JAR, *arguments]
        return self._start(command, {"SPARK_HOME": self.spark_home, "SPARK_LOCAL_IP": "127.0.0.1"})

    def _start(self, command, settings):
        self.jobs.append(Job(command, settings, self.logs / f"{os.getpid()}-{len(self.jobs) + 1}.log"))
        return self.jobs[-1]

    def end_all(self):
        """Ends whatever still runs."""
        for job in self.jobs:
            job.end_leftovers()


def table_format_jars():
    """The libraries of Delta and Iceberg that the build used, as a cluster would bring them."""
    jars = (ROOT / "spark-job/target/provided.classpath").read_text().strip().split(":")
    return [jar for jar in jars if Path(jar).name.startswith(("delta-", "iceberg-"))]


class Job:
    """One command under way, or ended."""

    def __init__(self, command, settings, log):
        self.log = log
        self.started = time.monotonic()
        with open(log, "wb") as out:
            self.process = subprocess.Popen(
                [str(part) for part in command],
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=os.environ | {key: str(value) for key, value in settings.items()},
                cwd=ROOT,
                start_new_session=True,
            )

    @property
    def running(self):
        return self.process.poll() is None

    @property
    def completed(self):
        """Whether it did all its work, whatever went to quarantine: then it names its report at last."""
        return not self.running and self.process.returncode in (0, 1) and "\nReport: " in self.output()

    def wait(self, timeout=300):
        """Its exit status; killed and reported as None where it does not end."""
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill_group()
            return None

    def kill_group(self):
        """Driver and executors, all at once."""
        self._signal_group(signal.SIGKILL)
        self.process.wait()

    def kill_driver(self):
        """The driver alone: executors notice, and end by themselves a little later."""
        self.process.kill()
        self.process.wait()

    def kill_executor(self, random):
        """One of its executors; False where none is up."""
        executors = self.executors()
        if not executors:
            return False
        try:
            os.kill(random.choice(executors), signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def pause(self):
        self._signal_group(signal.SIGSTOP)

    def resume(self):
        self._signal_group(signal.SIGCONT)

    def end_leftovers(self):
        """Ends executors that outlived their driver."""
        self.resume()
        self._signal_group(signal.SIGKILL)

    def executors(self):
        """Process ids of its executor JVMs."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                pid = int(entry.name)
                if os.getpgid(pid) == self.process.pid and b"CoarseGrainedExecutorBackend" in (
                    entry / "cmdline"
                ).read_bytes():
                    found.append(pid)
            except OSError:
                continue  # It ended meanwhile.
        return sorted(found)

    def output(self):
        return self.log.read_text(errors="replace")

    def windows_encoded(self):
        """As its progress bar last said; the bar is drawn anew every second."""
        seen = PROGRESS.findall(self.output())
        return int(seen[-1][0]) if seen else 0

    def _signal_group(self, number):
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass  # All have ended.
