"""Secrets of sources of orders in the environment: WISMO_SOURCE_<NAME>_<SECRET>."""

from collections.abc import Mapping

PREFIX = "WISMO_SOURCE_"


def source_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables with secrets of sources, without empty ones."""
    return {name: value.strip() for name, value in environ.items() if name.startswith(PREFIX) and value.strip()}


def secrets_of(source: str, given: Mapping[str, str]) -> dict[str, str]:
    """The secrets of one source among such variables, by their names in lower case."""
    prefix = f"{PREFIX}{source.upper().replace('-', '_')}_"
    return {name.removeprefix(prefix).lower(): value for name, value in given.items() if name.startswith(prefix)}
