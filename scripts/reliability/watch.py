"""What is seen of a table while commands work on it: when to strike, and what its readers see."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

from reliability import tables

POLL_SECONDS = 0.004
LOOK_SECONDS = 0.25


@dataclass(frozen=True)
class Moment:
    """When to strike: after a time, or after the table's folder has changed so often, and a little later."""

    seconds: float = 0.0
    changes: int = 0

    def await_(self, job, folder):
        """Waits for it; False where the job ended before."""
        changes = Changes(folder)
        while changes.count < self.changes:
            if not job.running:
                return False
            changes.look()
            time.sleep(POLL_SECONDS)
        end = time.monotonic() + self.seconds
        while time.monotonic() < end:
            if not job.running:
                return False
            time.sleep(POLL_SECONDS)
        return job.running


class Changes:
    """Counts how often a folder's listing, all the way down, was another than before."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.count = 0
        self.last = self._listing()

    def look(self):
        now = self._listing()
        if now != self.last:
            self.count += 1
            self.last = now

    def _listing(self):
        try:
            return {path.name for path in self.folder.rglob("*")}
        except FileNotFoundError:
            return self.last if hasattr(self, "last") else set()  # A subfolder was deleted under the walk.


class Observer(threading.Thread):
    """Reads a table again and again, and notes whenever it sees what no reader must see.

    Only whole recordings of the undisturbed table may be there; where units are given, only whole units.
    """

    def __init__(self, folder, table_format, expected, units=None):
        super().__init__(daemon=True)
        self.folder = folder
        self.readers = list(tables.READERS[table_format].items())
        self.expected = expected
        self.units = units
        self.looks = 0
        self.between = 0
        self.wrong = []
        self.done = threading.Event()

    def run(self):
        while not self.done.wait(LOOK_SECONDS):
            self.look()

    def stop(self):
        self.done.set()
        self.join()
        self.look()

    def look(self):
        name, read = self.readers[self.looks % len(self.readers)]
        self.looks += 1
        try:
            seen = tables.rows_by_recording(read(self.folder))
        except Exception as failure:  # Whatever a reader throws is what a user would see.
            self.wrong.append(f"{name} failed: {type(failure).__name__}: {str(failure)[:300]}")
            return
        self.between += 0 < len(seen) < len(self.expected)
        for recording, rows in seen.items():
            if rows != self.expected.get(recording):
                whole = len(self.expected.get(recording, ()))
                self.wrong.append(f"{name} saw {len(rows)} rows of recording {recording}, which has {whole}")
        for unit in self.units or ():
            there = unit & seen.keys()
            if there and there != unit:
                self.wrong.append(f"{name} saw {len(there)} of the {len(unit)} recordings of a unit")
