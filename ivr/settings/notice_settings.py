"""Settings of what people and other systems are told: alerts, requests of callers, mail, approval."""

from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings

from ivr.settings.kinds import MailServer, Networks, SigningSecret, WebAddress


class NoticeSettings(BaseSettings):
    """Limits of alerts, and the addresses that alerts and requests are sent to."""

    alert_wait_seconds: float = Field(120.0, ge=0)
    """Alert if a caller waits this long. 0 turns this and the following alerts off."""
    alert_service_points: float = Field(10.0, ge=0)
    """Alert if a queue is this many points below its service level."""
    alert_errors: float = Field(5.0, ge=0)
    """Alert on this many faults, or orders that could not be read, in five minutes."""
    alert_unmatched_percent: float = Field(10.0, ge=0)
    """Alert if this percentage of calls matches no rule and the default queue does not speak their language."""
    alert_orders_hours: float = Field(24.0, ge=0)
    """Alert if nothing was heard of any order for this many hours."""
    alert_source_hours: float = Field(26.0, ge=0)
    """Alert if nothing was heard of a source for this many hours: a little more than from one night's reading to the
    next."""
    alert_guesses: float = Field(20.0, ge=0)
    """Alert on this many wrong order numbers or postcodes in five minutes."""
    alert_webhook: WebAddress = ""
    """An address to post alerts to, signed with alert_secret."""
    alert_secret: SecretStr = SecretStr("")
    alert_networks: Networks = ()
    """Private networks in which webhooks and chats for alerts may lie, also without TLS."""
    publish_needs_approval: bool = False
    """Whether a change of the routing is published only after another admin has approved it."""
    smtp_url: MailServer = SecretStr("")
    """The server that mail is sent by: smtp://user:password@host:port, or smtps://; empty: no mail."""
    mail_sender: str = ""
    """The sender of mail, such as "Wismo <wismo@shop.example>"."""
    requests_url: WebAddress = ""
    """An address to post callers' requests to, such as a help desk's, signed with requests_secret."""
    requests_secret: SigningSecret = SecretStr("")
    """The secret of Standard Webhooks: whsec_ and 24 to 64 bytes in base64."""
    requests_networks: Networks = ()
    """Private networks in which requests_url may lie, separated by commas, also without TLS; public addresses need
    none."""

    @model_validator(mode="after")
    def _alerts_signed(self) -> Self:
        if self.alert_webhook and not self.alert_secret.get_secret_value():
            raise ValueError("WISMO_ALERT_SECRET must be set: alerts are signed with it")
        return self

    @model_validator(mode="after")
    def _mail_sent(self) -> Self:
        if self.smtp_url.get_secret_value() and "@" not in self.mail_sender:
            raise ValueError("WISMO_MAIL_SENDER must be set: mail needs an address that it comes from")
        return self

    @model_validator(mode="after")
    def _requests_signed(self) -> Self:
        if self.requests_url and not self.requests_secret.get_secret_value():
            raise ValueError("WISMO_REQUESTS_SECRET must be set: requests are signed with it")
        if self.requests_url.startswith("http://") and not self.requests_networks:
            raise ValueError("WISMO_REQUESTS_URL must be https, but for an address in WISMO_REQUESTS_NETWORKS")
        return self
