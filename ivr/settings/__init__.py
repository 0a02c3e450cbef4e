"""Every setting of the line, read once from the environment. A wrong value stops the start and is named.

A module beside this one has those of each subject.
"""

import os
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import PydanticUseDefault
from pydantic_settings import SettingsConfigDict

from ivr.settings.addresses import passwords
from ivr.settings.console_settings import ConsoleSettings
from ivr.settings.kinds import (
    Collector,
    Countries,
    Country,
    DatabaseAddress,
    ExistingFile,
    Locale,
    Locales,
    PublicAddress,
    RedisAddress,
    Zone,
    cleaned,
    plain_name,
)
from ivr.settings.notice_settings import NoticeSettings
from ivr.settings.price_settings import PriceSettings
from ivr.settings.source_secrets import PREFIX, source_secrets
from ivr.settings.twilio_account import TwilioAccount
from ivr.settings.voice_settings import VoiceSettings

LONG_AGO = 36_500
"""A hundred years, in days."""


class SettingsError(Exception):
    """A value in the environment prevents the start; the message names each setting."""


class Settings(TwilioAccount, VoiceSettings, ConsoleSettings, NoticeSettings, PriceSettings):
    """All settings. Durations are in seconds."""

    model_config = SettingsConfigDict(
        env_prefix="WISMO_",
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        validate_default=False,
        allow_inf_nan=False,
    )

    public_url: PublicAddress = Field("http://localhost:8080", validation_alias=plain_name("PUBLIC_URL"))
    """The address at which Twilio reaches this server, as configured at Twilio. Signatures are checked over it."""
    console_url: PublicAddress = Field("http://localhost:8081", validation_alias=plain_name("CONSOLE_URL"))
    """Where people reach the console and programs the API. What asks for either at PUBLIC_URL is led there."""
    secret_key: SecretStr = Field(SecretStr(""), validation_alias=plain_name("SECRET_KEY"))
    redis_url: RedisAddress = Field("", validation_alias=plain_name("REDIS_URL"))
    database_url: DatabaseAddress = Field("", validation_alias=plain_name("DATABASE_URL"))
    data_dir: Path = Path("var")
    """The directory of the embedded Redis and SQLite."""

    country: Country = "US"
    """The country of the shop (ISO 3166): that of a phone number whose address has none."""
    language: Locale = "en-US"
    languages: Locales = ("en-US", "es-MX")
    time_zone: Zone = "America/New_York"
    """The time zone of orders that have none (IANA)."""
    routing_file: ExistingFile | None = None
    """The routing document (YAML); the packaged one when empty."""
    callback_countries: Countries = ()
    """Countries (ISO 3166) whose numbers are called back; WISMO_COUNTRY alone when empty. Others may cost a fortune."""
    text_countries: Countries = ()
    """Countries (ISO 3166) whose mobile numbers get texts; WISMO_COUNTRY alone when empty."""
    music_file: ExistingFile | None = None
    """A WAV or MP3 file for callers who wait; soft chords when empty."""
    attestation: Literal["balanced", "strict"] = "balanced"
    speak_items: bool = False
    """Whether item titles may be read to a caller who has been verified."""
    stale_after_days: int = Field(540, gt=0, le=LONG_AGO)
    """An order older than this no longer ties its phone number to a customer: numbers are recycled."""
    shared_after_orders: int = Field(30, gt=0)
    """More orders than this in 30 days on one number make it a shared number, which identifies nobody."""

    orders_age_told_hours: float = Field(36.0, ge=0)
    """Age of the news of an order on its way from which callers hear it; 0: never. By default a file that is imported
    every night may be late."""

    refresh_seconds: float = Field(0.5, ge=0, le=3600)
    """How often a worker reads the queues, the switches and the routing in force; 0: with each use."""
    redis_deadline: float = Field(0.15, gt=0, le=60)
    order_deadline: float = Field(0.6, gt=0, le=60)
    turn_deadline: float = Field(1.0, gt=0, le=60)
    refresh_age: float = Field(300.0, ge=0)
    """An order that is older is asked for at its shop while its customer rings; 0: never."""
    workers: int = Field(2, gt=0, le=256)
    threads: int = Field(16, gt=0, le=1024)
    job_workers: int = Field(3, gt=0, le=64)
    """One may read a shop for a minute, one record sentences; the third does all that is quick."""
    keep_calls_days: int = Field(90, gt=0, le=LONG_AGO)
    keep_half_hours_days: int = Field(800, gt=0, le=LONG_AGO)
    """Half-hours of the history are deleted after this time; its days are kept."""
    keep_orders_days: int = Field(730, gt=0, le=LONG_AGO)
    """An order is deleted this long after it was placed and last heard of."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    otlp_endpoint: Collector = Field("", validation_alias=plain_name("OTEL_EXPORTER_OTLP_ENDPOINT"))
    """Where traces are sent. The other variables of OpenTelemetry are read by its own SDK."""

    @field_validator("*", mode="before")
    @classmethod
    def _clean(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        if not (clean := cleaned(value)):
            raise PydanticUseDefault
        return clean

    @model_validator(mode="after")
    def _speaks(self) -> Self:
        if self.language not in self.languages:
            raise ValueError("WISMO_LANGUAGE must be one of WISMO_LANGUAGES")
        return self

    @model_validator(mode="after")
    def _leads_on(self) -> Self:
        if self.console_url.casefold() == self.public_url.casefold():
            raise ValueError(
                "CONSOLE_URL leads back to PUBLIC_URL, in a circle: give the console a name, port or path of its own"
            )
        return self

    @model_validator(mode="after")
    def _time_for_orders(self) -> Self:
        if self.turn_deadline <= 2 * self.redis_deadline:
            raise ValueError("WISMO_TURN_DEADLINE must be more than twice WISMO_REDIS_DEADLINE: orders take time too")
        return self

    @property
    def path(self) -> str:
        """The path of PUBLIC_URL, such as /ivr; everything is served below it."""
        return urlsplit(self.public_url).path

    @property
    def console_path(self) -> str:
        """The path of CONSOLE_URL."""
        return urlsplit(self.console_url).path

    @property
    def called_countries(self) -> tuple[str, ...]:
        """The countries whose numbers are called."""
        return self.callback_countries or (self.country,)

    @property
    def texted_countries(self) -> tuple[str, ...]:
        """The countries whose numbers get texts."""
        return self.text_countries or (self.country,)

    @property
    def plays(self) -> bool:
        """Whether recordings are played to callers."""
        return self.records or self.voice == "studio"

    @property
    def records(self) -> bool:
        """Whether sentences are recorded ahead."""
        return self.voice in ("google", "local") if self.voice else bool(self.google_credentials or self.speech_address)

    @classmethod
    def from_env(cls) -> Self:
        """The settings of this process. Raises SettingsError, naming every wrong or unknown variable."""
        try:
            settings = cls()
        except ValidationError as error:
            raise SettingsError("; ".join(_complaint(dict(problem)) for problem in error.errors())) from None
        if unknown := sorted(_unknown(os.environ)):
            raise SettingsError("; ".join(f"{name}: there is no such setting" for name in unknown))
        return settings

    @classmethod
    def for_web(cls) -> Self:
        """The settings of a web server, which generates no keys. Raises SettingsError as `from_env` does."""
        settings = cls.from_env()
        needed = {
            "REDIS_URL": settings.redis_url,
            "SECRET_KEY": settings.secret_key.get_secret_value(),
            "TWILIO_AUTH_TOKEN": settings.twilio_auth_token.get_secret_value(),
        }
        if missing := [name for name, value in needed.items() if not value]:
            raise SettingsError("; ".join(f"{name}: must be set where `wismo serve` does not" for name in missing))
        return settings

    def secrets(self) -> tuple[str, ...]:
        """Every secret value, to be kept out of logs."""
        values = [*dict(self).values(), *self.twilio_shared_keys.values()]
        keys = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
        addresses = (self.redis_url, self.database_url, self.smtp_url.get_secret_value())
        return (*keys, *source_secrets(os.environ).values(), *chain.from_iterable(map(passwords, addresses)))


def _complaint(problem: Mapping[str, Any]) -> str:
    if not problem["loc"]:
        return str(problem["msg"]).removeprefix("Value error, ")
    name = str(problem["loc"][0])
    variable = name if name.isupper() else f"WISMO_{name.upper()}"
    return f"{variable}: {str(problem['msg']).removeprefix('Value error, ')}"


def _unknown(environ: Mapping[str, str]) -> set[str]:
    """WISMO_ variables that no setting reads; pydantic-settings ignores them silently."""
    known = {f"WISMO_{name.upper()}" for name in Settings.model_fields}
    others = ("WISMO_TEST_", PREFIX)
    return {name for name in environ if name.startswith("WISMO_") and not name.startswith(others)} - known
