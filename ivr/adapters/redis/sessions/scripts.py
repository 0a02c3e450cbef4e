"""The scripts by which Redis changes a call and all that it holds at once."""

from importlib.resources import files


def script(name: str) -> str:
    """The text of a script, and before it that of what all of them share: how a call gives up what it holds."""
    here = files(__package__)
    return here.joinpath("release.lua").read_text() + here.joinpath(f"{name}.lua").read_text()
