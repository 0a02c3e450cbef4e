"""Check CONSOLE_URL: browsers must reach the console there, and not the server for calls."""

from collections.abc import Iterator

import httpx2

from ivr.cli.checks import Finding
from ivr.cli.checks.public import scheme
from ivr.settings import Settings


def check_console_url(settings: Settings, client: httpx2.Client) -> Iterator[Finding]:
    """Check that it is https, that it answers, and that the console's server answers there."""
    url = settings.console_url
    yield scheme("CONSOLE_URL", url, "passwords would travel in the clear")
    try:
        answer = client.get(f"{url}/console/sign-in")
    except httpx2.HTTPError as error:
        mend = "Start `wismo serve`, and lead the address to its --console-port."
        yield Finding("warn", "CONSOLE_URL", f"{url}/console/ does not answer ({type(error).__name__})", mend)
        return
    yield _answer(url, answer)


def _answer(url: str, answer: httpx2.Response) -> Finding:
    if answer.status_code == httpx2.codes.OK:
        return Finding("ok", "CONSOLE_URL", f"{url}/console/ answers")
    if answer.status_code == httpx2.codes.TEMPORARY_REDIRECT:
        mend = "The proxy must pass this address to --console-port, not to --port."
        return Finding("fail", "CONSOLE_URL", f"{url} leads in a circle: the server for calls answers there", mend)
    mend = "The address leads elsewhere: look at the proxy's rules."
    return Finding("fail", "CONSOLE_URL", f"{url}/console/ answers with {answer.status_code}, not as Wismo does", mend)
