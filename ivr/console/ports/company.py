"""How the console shows whose it is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CompanyLook:
    """The company's name, colour (#rrggbb, "" for the usual one) and mark, with its content type."""

    name: str = "Wismo"
    colour: str = ""
    logo: bytes = b""
    logo_type: str = ""
