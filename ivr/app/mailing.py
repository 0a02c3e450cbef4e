"""Mail to the people of the shop, composed from the settings."""

from ivr.adapters.smtp import SmtpMailer
from ivr.reporting.mail import Mailer
from ivr.settings import Settings


def mailer_of(settings: Settings) -> Mailer | None:
    """The mail server of WISMO_SMTP_URL; None without one."""
    address = settings.smtp_url.get_secret_value()
    return SmtpMailer(address, settings.mail_sender) if address else None
