"""Check the keys, and that a signature made with the settings holds."""

from collections.abc import Iterator
from contextlib import suppress

from ivr.adapters.twilio.signature import Forged, Signatures, sign
from ivr.cli.checks import Finding
from ivr.cli.environment import SECRET_KEY as MADE_UP
from ivr.cli.environment import is_production
from ivr.settings import Settings


def check_settings(settings: Settings) -> Iterator[Finding]:
    """Check SECRET_KEY, TWILIO_AUTH_TOKEN and a signature made with it."""
    yield _secret_key(settings)
    yield from _made_up(settings)
    if settings.twilio_auth_token.get_secret_value():
        yield _signature(settings)
    else:
        yield Finding(
            "fail" if is_production(settings) else "warn",
            "TWILIO_AUTH_TOKEN",
            "not set: only `wismo call` and the browser phone can ring this line",
            "Copy the Auth Token from the first page of Twilio's console into the environment.",
        )


def _secret_key(settings: Settings) -> Finding:
    key = settings.secret_key.get_secret_value()
    if len(key) >= 32:
        return Finding("ok", "SECRET_KEY", "set")
    mend = "Set it to the output of:  python3 -c 'import secrets; print(secrets.token_hex(32))'"
    if key:
        return Finding("warn", "SECRET_KEY", "short enough to be guessed", mend)
    if is_production(settings):
        return Finding("fail", "SECRET_KEY", "not set, and every machine needs the same one", mend)
    return Finding("ok", "SECRET_KEY", "not set: one is made and kept in WISMO_DATA_DIR")


def _made_up(settings: Settings) -> Iterator[Finding]:
    """Warn if SECRET_KEY differs from the key that this machine generated before."""
    made, key = settings.data_dir / MADE_UP, settings.secret_key.get_secret_value()
    with suppress(OSError):
        if key and made.exists() and made.read_text().strip() != key:
            found = "not the one that was made up in WISMO_DATA_DIR: orders imported with that one are other people's"
            mend = f"Set SECRET_KEY to what stands in {made}, or import all orders again and delete that file."
            yield Finding("warn", "SECRET_KEY", found, mend)


def _signature(settings: Settings) -> Finding:
    url, form = f"{settings.public_url}/voice", (("CallSid", "CA" + "0" * 32), ("From", "anonymous"))
    signed = sign(settings.twilio_auth_token.get_secret_value(), url, form)
    try:
        Signatures.from_settings(settings).check("/voice", form, signed)
    except Forged as error:
        mend = "PUBLIC_URL must be the address that Twilio was told, without query or fragment."
        return Finding("fail", "signatures", f"one made with these settings was refused: {error}", mend)
    return Finding("ok", "signatures", f"checked over {settings.public_url}")
