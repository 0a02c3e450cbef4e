"""The table of what the carrier takes. Twilio: Pricing, by country; all in one currency."""

from pydantic import Field
from pydantic_settings import BaseSettings


class PriceSettings(BaseSettings):
    """Prices of begun minutes, and of texts. Without any, the cost of calls is not known."""

    price_inbound_minute: float | None = Field(None, ge=0)
    """A minute of a call to the line."""
    price_phone_minute: float | None = Field(None, ge=0)
    """A minute of talk with people who are dialled by telephone."""
    price_sip_minute: float | None = Field(None, ge=0)
    """A minute of talk with people who are reached by SIP."""
    price_desk_minute: float | None = Field(None, ge=0)
    """A minute of talk at the line's own desk: both participants of the conference, and the agent's connection."""
    price_text: float | None = Field(None, ge=0)
    """A text to a customer."""
