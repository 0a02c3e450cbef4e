"""Settings of the console: who signs in, and what is shown to whom."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

from ivr.settings.kinds import Colour, Grants, Issuer, Networks, Picture


class ConsoleSettings(BaseSettings):
    """Sign-in with company accounts, proxies in front, live streams, and figures."""

    oidc_issuer: Issuer = ""
    """The address of the company's sign-in (OpenID Connect) for the console."""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_claim: str = "groups"
    """The claim of the ID token that holds the groups of a user."""
    oidc_roles: Grants = ()
    """Roles for the values of the claim: value=supervisor, value=auditor or value=vendor:NAME, separated by commas.
    Admins are added by name only."""

    trusted_proxies: Networks = ()
    """Networks of the proxies in front, separated by commas: their X-Forwarded-For is trusted."""

    service_level_formula: int = Field(4, ge=1, le=5)
    """The formula of the service level, as numbered in docs/glossary.md."""
    short_abandon_seconds: float = Field(5.0, ge=0)
    """A caller who hangs up sooner counts as abandoned at once."""
    shrinkage_percent: float = Field(30.0, ge=0, le=90)
    """The share of paid time that people spend otherwise than on calls or ready for them: breaks, meetings, illness."""
    console_streams: int = Field(400, ge=0)
    """Number of live streams for maps, and as many for boards. Browsers beyond it poll."""

    company_name: str = Field("Wismo", max_length=40)
    """The name at the head of the console and of its sign-in."""
    company_colour: Colour = ""
    """The colour of its links and buttons, #rrggbb. It is made darker or lighter where it could not be read."""
    company_logo: Picture | None = None
    """A square picture beside the name: an SVG or PNG file of up to 100 kB."""
