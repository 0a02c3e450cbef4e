"""The Lua scripts that change a call and everything it holds atomically."""

from importlib.resources import files


def script(name: str) -> str:
    """The text of a script, preceded by the shared function that releases what a call holds."""
    return with_release(files(__package__).joinpath(f"{name}.lua").read_text())


def with_release(text: str) -> str:
    """A script, preceded by the functions that release what a call holds."""
    return files(__package__).joinpath("release.lua").read_text() + text
