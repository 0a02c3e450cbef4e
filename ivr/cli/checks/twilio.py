"""Check the Twilio account and the configuration of its numbers."""

from collections.abc import Iterator, Sequence
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from ivr.adapters.twilio.addresses import PATIENCE, Addresses
from ivr.adapters.twilio.failures import RestFailed
from ivr.adapters.twilio.rest import Account, AccountNumber
from ivr.cli.checks import Finding
from ivr.settings import Settings


class Console(Protocol):
    """The requests to Twilio's REST API. Both raise RestFailed."""

    def account(self) -> Account:
        """The account of the credentials."""

    def numbers(self) -> Sequence[AccountNumber]:
        """Its telephone numbers."""


def check_twilio(settings: Settings, console: Console) -> Iterator[Finding]:
    """Check the account, each number whose Voice URL is at PUBLIC_URL, and the sender of texts."""
    if not settings.twilio_account_sid:
        mend = "Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, from the first page of Twilio's console."
        yield Finding("warn", "Twilio", "no account is set", mend)
        return
    try:
        yield _account(console.account())
        numbers = console.numbers()
    except RestFailed as error:
        mend = "Check TWILIO_ACCOUNT_SID, and TWILIO_AUTH_TOKEN or WISMO_TWILIO_API_KEY and its secret."
        yield Finding("fail", "Twilio", f"the account cannot be asked: {error}", mend)
        return
    yield from _numbers(numbers, Addresses(settings.public_url))
    yield from _sender(settings.message_sender, numbers)


def _sender(sender: str, numbers: Sequence[AccountNumber]) -> Iterator[Finding]:
    """Check that the sender is a number of the account. Messaging Services are not checked."""
    if sender.startswith("+") and sender not in {each.number for each in numbers}:
        mend = "Set it to a number of this account that sends texts, or to the SID of a Messaging Service."
        yield Finding("fail", "WISMO_MESSAGE_SENDER", f"...{sender[-4:]} is no number of this account", mend)


def _account(account: Account) -> Finding:
    if account.status == "active":
        return Finding("ok", "Twilio", f"the account opens ({account.kind})")
    return Finding("fail", "Twilio", f"the account is {account.status}", "Twilio's console says why.")


def _numbers(numbers: Sequence[AccountNumber], addresses: Addresses) -> Iterator[Finding]:
    ours = [number for number in numbers if _same_place(number.voice_url, addresses.voice)]
    if not ours:
        mend = f"Set a number's Voice URL to  {addresses.voice}  (HTTP POST)."
        yield Finding("fail", "numbers", f"none of {len(numbers)} rings at PUBLIC_URL", mend)
    for number in ours:
        yield from _number(number, addresses)


def _same_place(url: str, ours: str) -> bool:
    return urlsplit(url)[:3] == urlsplit(ours)[:3]


def _number(number: AccountNumber, addresses: Addresses) -> Iterator[Finding]:
    """Check one number. It is printed by its last four digits."""
    about = f"number ...{number.number[-4:]}"
    complaints = list(_complaints(number, addresses))
    for found, mend in complaints:
        yield Finding("fail", about, found, mend)
    if not complaints:
        yield Finding("ok", about, "rings here, with retries, a fallback and status callbacks")


def _complaints(number: AccountNumber, addresses: Addresses) -> Iterator[tuple[str, str]]:
    """Each problem of a number, with how to mend it."""
    if number.handler:
        yield "an application or a trunk answers instead of its Voice URL", "Take it off the number."
    if number.voice_method != "POST":
        yield f"its Voice URL is asked by {number.voice_method}", "Choose HTTP POST."
    if not _is_patient(number.voice_url):
        yield "its Voice URL is tried once only", f"End it in  {PATIENCE}"
    if not number.fallback_url:
        yield "it has no fallback URL", f"Set  {addresses.fallback}  or, better, a copy on another machine."
    if not _same_place(number.status_url, addresses.status):
        yield "nobody is told when its calls end", f"Set the call status callback to  {addresses.status}  (HTTP POST)."


def _is_patient(url: str) -> bool:
    """Whether Twilio retries after every kind of failure (`rc`, `rp=all`) within its limit of 15 seconds."""
    rule = {name: values[-1] for name, values in parse_qs(urlsplit(url).fragment).items()}
    try:
        tries, wait = int(rule.get("rc", 1)) + 1, int(rule.get("ct", 5000)) + int(rule.get("rt", 15000))
    except ValueError:
        return False
    return rule.get("rp") == "all" and tries > 2 and tries * wait <= 15_000
