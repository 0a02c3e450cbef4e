"""Tokens by which an agent's browser connects as a telephone: to Twilio, or to the emulator in its place."""

import hmac

from ivr.settings import Settings

TOKEN_SECONDS = 3600
"""How long a token is valid; the page asks for the next one before (Twilio: 24 hours at most)."""


def access_token(settings: Settings, identity: str, *, seconds: int = TOKEN_SECONDS) -> str:
    """A token to be called as `identity`, and nothing else (Twilio: AccessToken, VoiceGrant).

    It is signed with an API key: the Auth Token cannot sign one.
    """
    from twilio.jwt.access_token import AccessToken
    from twilio.jwt.access_token.grants import VoiceGrant

    token = AccessToken(
        settings.twilio_account_sid,
        settings.twilio_api_key,
        settings.twilio_api_secret.get_secret_value(),
        identity=identity,
        ttl=seconds,
    )
    token.add_grant(VoiceGrant(incoming_allow=True))
    return str(token.to_jwt())


def emulator_token(auth_token: str, identity: str) -> str:
    """A token for the emulator's browser telephones: it knows the Auth Token as well, and can check it."""
    return hmac.digest(auth_token.encode(), b"softphone\0" + identity.encode(), "sha256").hex()


def is_emulator_token(auth_token: str, identity: str, token: str) -> bool:
    """Whether a token was made by `emulator_token`."""
    return hmac.compare_digest(emulator_token(auth_token, identity).encode(), token.encode())
