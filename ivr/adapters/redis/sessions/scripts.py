"""The Lua scripts that change a call and everything it holds atomically."""

from importlib.resources import files


def script(name: str) -> str:
    """The text of a script, preceded by the shared function that releases what a call holds."""
    here = files(__package__)
    return here.joinpath("release.lua").read_text() + here.joinpath(f"{name}.lua").read_text()
