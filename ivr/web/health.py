"""Liveness (`/healthz`), readiness (`/readyz`) and metrics (`/metrics`) of a process."""

import hmac
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass

from flask import Blueprint, Request, Response, jsonify, request

from ivr.adapters.telemetry.line_metrics import part_exposition
from ivr.adapters.telemetry.metrics import CONTENT_TYPE

CLOSED = "Send the value of WISMO_METRICS_TOKEN as a bearer token.\n"


@dataclass(frozen=True, slots=True)
class Probe:
    """A health check of a dependency.

    `ask` returns the fault, or "" if there is none; it can raise. Calls continue without a dependency that is not
    `needed`, with the state in their turns' addresses.
    """

    name: str
    ask: Callable[[], str]
    needed: bool


def health(
    probes: Sequence[Probe], *, exposition: Callable[[], bytes], token: str = "", deadline: float = 1.0
) -> Blueprint:
    """The three pages. A probe that takes longer than `deadline` seconds fails, without delaying the others.

    Metrics require the `token` and are closed if none is set, since the port is public.
    """
    pages = Blueprint("health", __name__)
    threads = ThreadPoolExecutor(max_workers=2 * len(probes) or 1, thread_name_prefix="probe")

    def probed() -> dict[Probe, str]:
        asked = {probe: threads.submit(probe.ask) for probe in probes}
        return {probe: _outcome(future, deadline) for probe, future in asked.items()}

    @pages.get("/healthz")
    def alive() -> Response:
        return jsonify(status="alive")

    @pages.get("/readyz")
    def ready() -> tuple[Response, int]:
        wrong = {probe: said for probe, said in probed().items() if said}
        status = _status(wrong)
        body = jsonify(status=status, wrong={probe.name: said for probe, said in wrong.items()})
        return body, 503 if status == "not ready" else 200

    @pages.get("/metrics")
    def metrics() -> Response:
        if not _may_read(request, token):
            return Response(CLOSED, 401, {"WWW-Authenticate": "Bearer"}, content_type="text/plain; charset=utf-8")
        parts = part_exposition({probe.name: not fault for probe, fault in probed().items()})
        return Response(exposition() + parts, content_type=CONTENT_TYPE)

    return pages


def _may_read(asked: Request, token: str) -> bool:
    scheme, _, given = asked.headers.get("Authorization", "").partition(" ")
    is_same = hmac.compare_digest(given.strip().encode("utf-8", "replace"), token.encode())
    return bool(token) and scheme.lower() == "bearer" and is_same


def _outcome(future: Future[str], deadline: float) -> str:
    """The fault that a probe found. Of an exception only the class is shown: its message can contain addresses."""
    try:
        return future.result(deadline)
    except TooLate:
        future.cancel()
        return "no answer in time"
    except Exception as error:
        return f"no answer ({type(error).__name__})"


def _status(wrong: dict[Probe, str]) -> str:
    """Not ready without a needed dependency; degraded without another one."""
    if any(probe.needed for probe in wrong):
        return "not ready"
    return "degraded" if wrong else "ready"
