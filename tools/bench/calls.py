"""Whole calls, one after another on many lines, as the emulator places them."""

from ivr.emulator.keep_alive import keep_alive
from ivr.emulator.load import Load, LoadReport, run_load
from ivr.emulator.script import parse_script
from tools.bench import stock, traffic
from tools.bench.served import Served

SCRIPT = """
press 4
press *
hang up
"""
"""The order is heard, then the main menu, twice; three turns and the status of the end."""
AT_ONCE = 16


def whole_calls(server: Served, calls: int) -> LoadReport:
    """Known callers ring, listen, press and hang up. Raises RuntimeError when a call breaks off."""
    report = run_load(
        Load(
            voice_url=f"{traffic.PUBLIC_URL}/voice",
            status_callback=f"{traffic.PUBLIC_URL}/voice/status",
            script=tuple(parse_script(SCRIPT)),
            calls=calls,
            callers=[stock.number(caller) for caller in range(1000)],
            to=traffic.DIALLED,
            at_once=AT_ONCE,
            account_sid=traffic.SID,
            auth_token=traffic.TOKEN,
            wire=keep_alive(server.address),
        )
    )
    if report.broken:
        raise RuntimeError(f"a call broke off: {report.broken[0].broken}")
    return report
