"""The checks of `wismo doctor`, one module for each thing that a line depends on."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, and how to mend it when it is not well."""

    verdict: Literal["ok", "warn", "fail"]
    about: str
    found: str
    mend: str = ""
