"""How an agent's browser connects as a telephone."""

from ivr.adapters.twilio.access_token import TOKEN_SECONDS, access_token, emulator_token
from ivr.console.ports.desk import SoftphoneAccess
from ivr.settings import Settings


def softphone_access(settings: Settings, identity: str) -> SoftphoneAccess:
    """Access for one identity: to the emulator where it stands in for Twilio, else to Twilio with an API key.

    Without an API key there is none: agents then work by telephone.
    """
    if settings.twilio_api_url:
        token = emulator_token(settings.twilio_auth_token.get_secret_value(), identity)
        return SoftphoneAccess("emulator", identity, token, settings.twilio_api_url.rstrip("/"), TOKEN_SECONDS)
    if not (settings.twilio_api_key and settings.twilio_api_secret.get_secret_value()):
        return SoftphoneAccess("none", identity)
    return SoftphoneAccess("twilio", identity, access_token(settings, identity), seconds=TOKEN_SECONDS)
