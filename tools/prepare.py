"""Make `.venv` ready: the locked dependencies by their hashes, then the project itself.

Instant when nothing changed. Needs the standard library alone, and runs (to explain itself) on Pythons older
than the project takes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
NAMES = ("python3.11", "python3.12", "python3.13", "python3.14", "python3", "python")

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".ready"
LOCK = ROOT / "requirements.lock"

NO_PYTHON = """Wismo needs Python {oldest} or newer; {found} is what runs here.
  Debian, Ubuntu   sudo apt-get install python3 python3-venv      (Debian 12, Ubuntu 24.04 or newer)
  Fedora           sudo dnf install python3
  macOS            brew install python@3.13
Or name one that is installed elsewhere:  make PYTHON=/path/to/python3.11 ..."""

NO_VENV = """{python} cannot make a virtual environment with pip in it.
  Debian, Ubuntu   sudo apt-get install python3-venv
  Fedora           sudo dnf install python3 python3-pip
  macOS            brew install python@3.13
`uv`, when it is on PATH, does without either."""


def main() -> None:
    """Bring `.venv` up to date with requirements.lock and pyproject.toml, or name the missing parts."""
    if ready():
        return
    python, uv = suitable_python(), shutil.which("uv")
    if not PYTHON.exists():
        say(f"Making .venv with {python}")
        make_venv(python, uv)
    install = [uv, "pip", "install", "--python", str(PYTHON)] if uv else [str(PYTHON), "-m", "pip", "install"]
    say(f"Installing the locked dependencies with {'uv' if uv else 'pip (about half a minute)'}")
    run(*install, "--require-hashes", "-r", str(LOCK))
    say("Installing wismo itself")
    run(*install, "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    STAMP.write_text(wanted())
    say("Ready")


def ready() -> bool:
    """Whether the environment matches the files here."""
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text() == wanted()


def wanted() -> str:
    """The inputs of the environment: the lock, the project file, the interpreter and the paths."""
    parts = [file.read_bytes() for file in (LOCK, ROOT / "pyproject.toml", VENV / "pyvenv.cfg")]
    return hashlib.sha256(b"\0".join([*parts, str(ROOT).encode()])).hexdigest()


def suitable_python() -> str:
    """The interpreter that runs this when it is new enough, else the first on PATH that is."""
    if sys.version_info >= OLDEST:
        return sys.executable
    for name in NAMES:
        path = shutil.which(name)
        if path and new_enough(path):
            return path
    found = f"Python {sys.version.split()[0]} ({sys.executable})"
    raise SystemExit(NO_PYTHON.format(oldest=".".join(map(str, OLDEST)), found=found))


def new_enough(python: str) -> bool:
    """Ask an interpreter for its version; a shim that leads nowhere is not one."""
    question = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    return subprocess.run([python, "-c", question], stderr=subprocess.DEVNULL, check=False).returncode == 0


def make_venv(python: str, uv: str | None) -> None:
    """Make a new environment, replacing the remains of a broken one."""
    command = [uv, "venv", "--python", python] if uv else [python, "-m", "venv"]
    outcome = subprocess.run([*command, "--clear", str(VENV)], capture_output=True, text=True, check=False)
    if outcome.returncode:
        sys.stderr.write(outcome.stdout + outcome.stderr)
        shutil.rmtree(VENV, ignore_errors=True)
        raise SystemExit(NO_VENV.format(python=python))


def run(*command: str) -> None:
    """Run a command in the project; if it fails, show its output and end the set-up."""
    trusting = {"UV_SYSTEM_CERTS": "1", **os.environ}  # the machine's certificates, as pip does: proxies have their own
    outcome = subprocess.run(command, cwd=ROOT, env=trusting, capture_output=True, text=True, check=False)
    if outcome.returncode:
        sys.stderr.write(outcome.stdout + outcome.stderr)
        raise SystemExit(f"wismo: the set-up stopped at: {' '.join(command)}")


def say(line: str) -> None:
    """One line of progress."""
    print(f"wismo: {line}", flush=True)


if __name__ == "__main__":
    main()
