"""Tie a child process to the life of this one."""

import subprocess
from typing import Literal


def tie_to_parent(pid: int, *, with_signal: Literal["TERM", "KILL"]) -> "subprocess.Popen[bytes]":
    """A shell that waits at a pipe which only this process holds open; when this process dies, it signals `pid`.

    Works wherever there is a shell. (PR_SET_PDEATHSIG is Linux's alone, and fires when the starting thread ends,
    not the process.) Kill the shell to let the child go.
    """
    return subprocess.Popen(  # noqa: S603 - fixed words and a number
        ["/bin/sh", "-c", 'read _; kill -"$1" "$2"', "tie_to_parent", with_signal, str(pid)],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def untie(shell: "subprocess.Popen[bytes]") -> None:
    """Let a child go that has ended, or that may stay."""
    shell.kill()
    shell.communicate()
