"""Ends a child process when this process dies."""

import subprocess
from typing import Literal


def tie_to_parent(pid: int, *, with_signal: Literal["TERM", "KILL"]) -> "subprocess.Popen[bytes]":
    """Start a shell that reads a pipe held open by this process only, and signals `pid` when this process dies.

    Works wherever there is a shell. (PR_SET_PDEATHSIG exists on Linux only, and fires when the starting thread ends
    rather than the process.) `untie` ends the shell.
    """
    return subprocess.Popen(  # noqa: S603 - fixed words and a number
        ["/bin/sh", "-c", 'read _; kill -"$1" "$2"', "tie_to_parent", with_signal, str(pid)],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def untie(shell: "subprocess.Popen[bytes]") -> None:
    """End the shell, for a child that has ended or may stay."""
    shell.kill()
    shell.communicate()
