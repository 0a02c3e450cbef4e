"""The settings of a command: those of this process, with keys that a stand-alone machine may generate."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import click
from pydantic import SecretStr

from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.telemetry import logs
from ivr.settings import Settings, SettingsError

SECRET_KEY = "secret_key"  # noqa: S105 - a file's name
AUTH_TOKEN = "twilio_auth_token"  # noqa: S105 - a file's name


def read_settings() -> Settings:
    """The settings as they are set. A wrong one ends the command and is named."""
    try:
        return Settings.from_env()
    except SettingsError as error:
        raise click.ClickException(str(error)) from None


def load_settings() -> Settings:
    """The settings with their keys. A missing one ends the command and is named."""
    try:
        return complete(read_settings())
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"WISMO_DATA_DIR: cannot be written ({error.strerror})") from None


def start_process() -> Settings:
    """The settings with their keys, for a process that runs on: its logs go out as JSON lines from now on."""
    settings = load_settings()
    logs.configure(settings.log_level, settings.secrets())
    return settings


def complete(settings: Settings) -> Settings:
    """The settings with both keys. On embedded defaults a missing key is made and kept in the data directory.

    Raises SettingsError where Redis or the database is the operator's own: several machines must then agree on
    the keys, and Twilio alone knows its token.
    """
    missing = {
        name: variable
        for name, variable, key in (
            (SECRET_KEY, "SECRET_KEY", settings.secret_key),
            (AUTH_TOKEN, "TWILIO_AUTH_TOKEN", settings.twilio_auth_token),
        )
        if not key.get_secret_value()
    }
    if missing and is_production(settings):
        wanted = "; ".join(f"{name}: must be set where REDIS_URL or DATABASE_URL is" for name in missing.values())
        raise SettingsError(wanted)
    directory = settings.data_dir.absolute()
    made = {name: SecretStr(kept_key(directory / name)) for name in missing}
    return settings.model_copy(update={"data_dir": directory, **made})


def is_production(settings: Settings) -> bool:
    """Whether the line runs on a Redis or a database of the operator's own."""
    return bool(settings.redis_url or settings.database_url)


def kept_key(path: Path) -> str:
    """The key in a file that only this user may read; a new one at first. Raises SettingsError.

    A file that is empty was made on a full disk, and is no key.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists() or not path.stat().st_size:
            _make_key(path)
        return path.read_text().strip()
    except OSError as error:
        raise SettingsError(f"WISMO_DATA_DIR: no key can be kept in {path.parent}: {error.strerror}") from None


def _make_key(path: Path) -> None:
    """Write a new key in full before giving the file its name. Of two concurrent processes the first one wins."""
    written = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with open(written, "w", opener=_private) as file:
            file.write(secrets.token_hex(32))
        if path.exists() and not path.stat().st_size:
            written.replace(path)
        with suppress(FileExistsError, FileNotFoundError):
            os.link(written, path)
    finally:
        written.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def variables(settings: Settings) -> Mapping[str, str]:
    """The environment variables that give a child process the same settings."""
    return {
        "WISMO_DATA_DIR": str(settings.data_dir),
        "PUBLIC_URL": settings.public_url,
        "CONSOLE_URL": settings.console_url,
        "REDIS_URL": settings.redis_url,
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "TWILIO_AUTH_TOKEN": settings.twilio_auth_token.get_secret_value(),
    }


@contextmanager
def redis_at(settings: Settings) -> Iterator[str]:
    """The address of Redis: the operator's, or the embedded server's, shared when another process runs it."""
    if settings.redis_url:
        yield settings.redis_url
    else:
        with EmbeddedRedis(settings.data_dir) as server:
            yield server.url
