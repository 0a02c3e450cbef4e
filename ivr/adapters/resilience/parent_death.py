"""Ends a child process when this process dies."""

import subprocess
from typing import Literal

_LEASH = 'read _; kill -"$1" "$2" && sleep "$3"; kill -KILL "$2"'


def tie_to_parent(
    pid: int, *, with_signal: Literal["TERM", "KILL"], patience: float = 0.0
) -> "subprocess.Popen[bytes]":
    """Start a shell that reads a pipe held open by this process only, and signals `pid` when this process dies.

    A child that has not ended `patience` seconds later is killed: RQ's worker waits for a lost Redis without end.
    Works wherever there is a shell. (PR_SET_PDEATHSIG exists on Linux only, and fires when the starting thread ends
    rather than the process.) `untie` ends the shell.
    """
    return subprocess.Popen(  # noqa: S603 - fixed words and a number
        ["/bin/sh", "-c", _LEASH, "tie_to_parent", with_signal, str(pid), str(patience)],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def untie(shell: "subprocess.Popen[bytes]") -> None:
    """End the shell, for a child that has ended or may stay."""
    shell.kill()
    shell.communicate()
