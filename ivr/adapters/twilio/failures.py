"""Failures of Twilio's REST API."""

OPTED_OUT = 21610
"""Twilio: the recipient has stopped the texts of this sender."""


class RestFailed(Exception):
    """A request failed.

    `permanent`: a retry would fail too. `unsure`: the request may have been executed, so a retry may execute it twice.
    `status` is the HTTP status, 0 without an answer; `code` is Twilio's error code, 0 without one. The message
    contains neither numbers nor text of the request.
    """

    def __init__(self, reason: str, *, status: int = 0, code: int = 0, permanent: bool, unsure: bool = False) -> None:
        super().__init__(reason)
        self.status = status
        self.code = code
        self.permanent = permanent
        self.unsure = unsure
