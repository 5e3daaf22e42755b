"""A small corpus: recordings of equal length, and two that nobody can use."""

RECORDINGS = 16
SECONDS = 5
UNUSABLE = 2


def make(launcher, folder, subjects=4, seconds=SECONDS):
    """Simulates recordings, and puts a damaged one and one of strange electrodes beside them."""
    runs = RECORDINGS // 4
    job = launcher.simulate("--output", folder, "--subjects", subjects, "--runs", runs, "--duration", f"{seconds}s")
    if job.wait() != 0:
        raise SystemExit(f"chaos: cannot simulate a corpus:\n{job.output()}")
    whole = sorted(folder.glob("*.edf"))[0].read_bytes()
    (folder / "damaged.edf").write_bytes(b"\x00" * 300)
    (folder / "S900R03.edf").write_bytes(with_strange_electrodes(whole))


def with_strange_electrodes(edf):
    """The recording with the first electrode's name made up: it can be ingested, but not featurized."""
    labels = 256
    return edf[:labels] + b"X9".ljust(16) + edf[labels + 16 :]
