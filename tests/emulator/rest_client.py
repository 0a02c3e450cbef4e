"""The real `twilio` client, pointed at the emulator."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient


class RewritingClient(TwilioHttpClient):
    """Sends requests for api.twilio.com to the emulator."""

    def __init__(self, host: str) -> None:
        super().__init__(pool_connections=False)
        self.host = host

    def request(self, method, url, *args, **kwargs):
        parts = urlsplit(url)
        assert parts.netloc == "api.twilio.com"
        return super().request(method, parts._replace(scheme="http", netloc=self.host).geturl(), *args, **kwargs)


def refused(action: Callable[[], object]) -> tuple[int, int]:
    """The HTTP status and Twilio's code of a refused request."""
    with pytest.raises(TwilioRestException) as error:
        action()
    return error.value.status, error.value.code
