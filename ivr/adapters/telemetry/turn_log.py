"""Logs and counts turns for operators: one line per turn."""

from dataclasses import dataclass, field
from typing import Any

import structlog

from ivr.adapters.telemetry.logs import LogThrottle
from ivr.adapters.telemetry.metrics import Meters
from ivr.calls.turn_report import TurnReport


@dataclass(frozen=True, slots=True)
class TurnLog:
    """Writes log lines and counters. Of a caller, they contain the call SID only."""

    meters: Meters
    log: Any = field(default_factory=lambda: structlog.get_logger("wismo"))
    seldom: LogThrottle = field(default_factory=LogThrottle)

    def answered(self, report: TurnReport, seconds: float) -> None:
        """A turn was answered after `seconds`."""
        flow, _, step = report.at.partition(".")
        self._count(report, flow, seconds)
        self.log.info(
            "turn",
            call=report.sid,
            turn=report.turn,
            kind=report.kind,
            flow=flow,
            step=step,
            language=report.language,
            hops=report.hops,
            degraded=report.degraded,
            ms=round(seconds * 1000, 1),
        )

    def broke(self, *, sid: str, at: str, turn: int, cause: str) -> None:
        """Log a turn that raised; its caller heard an apology."""
        flow, _, step = at.partition(".")
        self.meters.step_failed(flow=flow, step=step)
        self.log.error("turn broke", call=sid, turn=turn, flow=flow, step=step, cause=cause)

    def routing_broke(self, version: int, cause: str) -> None:
        """Log a published routing document that cannot be read; the last good one stays in use."""
        self.log.error("routing version cannot be read", version=version, cause=cause)

    def words_borrowed(self, locale: str) -> None:
        """Count a sentence spoken in a fallback language."""
        self.meters.words_borrowed(locale)

    def words_passed_over(self, cause: str) -> None:
        """Log words or a voice of a routing document that cannot be used; the catalogue's are used instead."""
        self.log.error("words passed over", cause=cause)

    def not_granted(self, what: str, why: str) -> None:
        """Count and log a text or callback that was refused. Callers can cause this any number of times."""
        self.meters.outreach_refused(what, why)
        if times := self.seldom.cases(f"{what}: {why}"):
            self.log.warning("not granted", what=what, why=why, times=times)

    def pin_refused(self) -> None:
        """Count and log a PIN at the desk line that was wrong or over the limit."""
        self.meters.pin_refused()
        if times := self.seldom.cases("pin"):
            self.log.warning("a wrong PIN at the desk line", times=times)

    def refused(self) -> None:
        """Count and log a request without a valid signature. Anyone can send one, so the log line is throttled."""
        self.meters.signature_refused()
        if times := self.seldom.cases("refused"):
            self.log.warning("refused a request that is not signed by Twilio", times=times)

    def _count(self, report: TurnReport, flow: str, seconds: float) -> None:
        if report.kind == "kept":
            self.meters.kept_answer_given()
        if report.kind == "begun":
            self.meters.call_begun()
        if report.survey:
            self.meters.survey_came_to(report.survey)
        self.meters.turn_taken(flow=flow, outcome=report.kind, degraded=bool(report.degraded), seconds=seconds)
