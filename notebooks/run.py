"""Runs the notebooks top to bottom, in order, in FOLDER, and stops at the first error: run.py FOLDER [--keep].

The notebooks with their outputs are left in FOLDER; with --keep they replace those here. Run by NotebooksIT.
"""

import importlib.util
import os
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
MODULES = ("nbclient", "nbformat", "ipykernel", "matplotlib", "pandas", "pyarrow", "pyspark")


def execute(notebook, folder):
    """The notebook with the outputs of a run in the folder."""
    from nbclient import NotebookClient

    NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        extra_arguments=["--IPKernelApp.capture_fd_output=False"],  # What the JVM says as it starts is no output.
        record_timing=False,
        resources={"metadata": {"path": folder}},
    ).execute()


def tell_no_paths(name, text, folder):
    """Outputs that are kept are for other machines as well."""
    for path in (PROJECT, Path(folder).resolve(), Path.home()):
        if str(path) in text:
            sys.exit(f"{name}: its outputs name {path}, a path of this machine: not kept")


def main(folder, keep=None):
    missing = [module for module in MODULES if importlib.util.find_spec(module) is None]
    if missing:
        print("SKIPPED: no Python module", ", ".join(missing))
        return
    import nbformat

    os.environ["EEGPT_HOME"] = str(PROJECT)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(PROJECT / "python"), os.environ.get("PYTHONPATH")]))
    Path(folder).mkdir(parents=True, exist_ok=True)
    for source in sorted(HERE.glob("*.ipynb")):
        began = time.monotonic()
        notebook = nbformat.read(source, as_version=4)
        execute(notebook, folder)
        text = nbformat.writes(notebook) + "\n"
        (Path(folder) / source.name).write_text(text, encoding="utf-8")
        if keep:
            tell_no_paths(source.name, text, folder)
            source.write_text(text, encoding="utf-8")
        print(f"RAN {source.name} in {time.monotonic() - began:.0f} s", flush=True)


main(*sys.argv[1:])
