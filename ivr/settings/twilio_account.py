"""Settings of the Twilio account, and of the tokens of this line's own interfaces."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

from ivr.settings.kinds import Account, Holders, Sender, SharedKeys, Token, WebAddress, plain_name


class TwilioAccount(BaseSettings):
    """Twilio's account and keys; the tokens of the JSON API and of /metrics."""

    twilio_account_sid: Account = Field("", validation_alias=plain_name("TWILIO_ACCOUNT_SID"))
    twilio_auth_token: Token = Field(SecretStr(""), validation_alias=plain_name("TWILIO_AUTH_TOKEN"))
    twilio_auth_token_next: Token = SecretStr("")
    """A second Auth Token, accepted as well while the first is being replaced."""
    twilio_shared_keys: SharedKeys = {}
    """Twilio's SharedKey webhook keys, id to secret, for HMAC_SHA256 signatures."""
    twilio_api_key: str = ""
    twilio_api_secret: Token = SecretStr("")
    twilio_api_url: WebAddress = ""
    """Another base address for Twilio's REST API: the emulator's, in the demo and in tests."""
    api_tokens: Holders = ()
    """Who may use the JSON API: name:role:SHA-256 of the token in hex, separated by commas.
    The role is admin, reader, orders or requests."""
    metrics_token: Token = SecretStr("")
    """The bearer token for /metrics, which is closed without one."""
    message_sender: Sender = ""
    """The E.164 number or Messaging Service SID that texts are sent from; none are sent when empty."""
