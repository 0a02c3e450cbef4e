"""Sends mail through an SMTP server (RFC 5321)."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from ivr.reporting.mail import Letter, MailFailed

PATIENCE = 10.0
"""Seconds for each answer of the server."""
SUBMISSION, IMPLICIT_TLS = 587, 465
"""Ports (RFC 6409, RFC 8314)."""


class SmtpMailer:
    """Sends by the server of an address: smtp://user:password@host:port, or smtps:// for TLS from the start.

    With smtp:// the connection is encrypted as soon as the server offers it (STARTTLS), and a password is never sent
    without that.
    """

    def __init__(self, address: str, sender: str, *, tls: ssl.SSLContext | None = None) -> None:
        self._at = urlsplit(address)
        self._sender = sender
        self._tls = tls or ssl.create_default_context()

    def send(self, letter: Letter) -> None:
        """Hand a letter to the server. Raises MailFailed."""
        try:
            message = self._message(letter)
            with self._connected() as server:
                refused = server.send_message(message)
        except smtplib.SMTPRecipientsRefused:
            raise MailFailed("the mail server takes no mail for this address") from None
        except smtplib.SMTPAuthenticationError:
            raise MailFailed("the mail server refuses name and password of WISMO_SMTP_URL") from None
        except smtplib.SMTPResponseException as error:
            raise MailFailed(f"the mail server refused it with {error.smtp_code}") from None
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise MailFailed(f"the mail server cannot be used ({type(error).__name__})") from None
        if refused:
            raise MailFailed(f"the mail server takes no mail for {len(refused)} of {len(letter.to)} addresses")

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, ", ".join(letter.to), letter.subject
        message["Date"], message["Message-ID"] = formatdate(localtime=False), make_msgid(domain=self._domain)
        message["Auto-Submitted"] = "auto-generated"  # no answers of absence (RFC 3834)
        message.set_content(letter.text)
        for file in letter.files:
            maintype, _, subtype = file.kind.partition("/")
            message.add_attachment(file.content, maintype=maintype, subtype=subtype, filename=file.name)
        return message

    @property
    def _domain(self) -> str:
        return self._sender.rpartition("@")[2].strip("> ") or "localhost"

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        host, user = self._at.hostname or "", unquote(self._at.username or "")
        if self._at.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self._at.port or IMPLICIT_TLS, timeout=PATIENCE, context=self._tls
            )
        else:
            server = smtplib.SMTP(host, self._at.port or SUBMISSION, timeout=PATIENCE)
        with server:
            server.ehlo()
            if self._at.scheme != "smtps" and server.has_extn("starttls"):
                server.starttls(context=self._tls)
            elif self._at.scheme != "smtps" and user:
                raise MailFailed("the mail server offers no TLS, so the password of WISMO_SMTP_URL is not sent")
            if user:
                server.login(user, unquote(self._at.password or ""))
            yield server
