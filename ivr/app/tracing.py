"""Traces of OpenTelemetry, for whoever asks for them: without an endpoint nothing of it is imported."""

from typing import TYPE_CHECKING

from ivr.settings import Settings

if TYPE_CHECKING:
    from ivr.adapters.telemetry.traces import Tracing


def tracing_of(settings: Settings) -> "Tracing | None":
    """What records spans and sends them to OTEL_EXPORTER_OTLP_ENDPOINT; None if that is empty."""
    if not settings.otlp_endpoint:
        return None
    from ivr.adapters.telemetry.traces import Tracing, sent_in_batches

    return Tracing(sent_in_batches())
