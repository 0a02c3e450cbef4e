"""Failures of Twilio's REST API."""


class RestFailed(Exception):
    """Twilio did not do what it was asked.

    `permanent`: the same again would fail again. `unsure`: it may have been done all the same, so doing it again
    may do it twice. `status` is HTTP's, 0 without an answer; `code` is Twilio's error, 0 when it gave none.
    The message holds neither numbers nor words of the request.
    """

    def __init__(self, reason: str, *, status: int = 0, code: int = 0, permanent: bool, unsure: bool = False) -> None:
        super().__init__(reason)
        self.status = status
        self.code = code
        self.permanent = permanent
        self.unsure = unsure
