"""The answers of platforms, in words."""

from ivr.console.ports.sources import Connected, SourceUnfit
from ivr.orders.sources.source import Access, SourceRefused, SourceSilent


def access_text(name: str, access: Access) -> str:
    """The outcome of a test."""
    rights = f" It has not granted {', '.join(access.missing)}." if access.missing else ""
    remarks = [_ended(each[:1].upper() + each[1:]) for each in access.remarks]
    return " ".join([f"{name} answers{f' as {access.name}' if access.name else ''}.{rights}", *remarks])


def connected_text(name: str, connected: Connected) -> str:
    """The outcome of connecting a source."""
    told = access_text(name, connected.access)
    if connected.trouble:
        return f"{told} Its webhooks could not be registered: {connected.trouble}."
    return f"{told} {len(connected.topics)} webhooks are registered." if connected.topics else told


def cause_text(error: SourceRefused | SourceSilent | SourceUnfit) -> str:
    """Why a source is not connected, or does not serve this line."""
    if isinstance(error, SourceRefused):
        return f"It refuses: {_ended(str(error))}"
    if isinstance(error, SourceSilent):
        return f"It does not answer: {_ended(str(error))} Try again in a moment."
    return f"Not stored: {_ended(str(error))}"


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
