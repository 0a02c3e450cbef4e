"""The checks of `wismo doctor`, one module for each part that a line depends on."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check; `mend` is the remedy unless the verdict is ok."""

    verdict: Literal["ok", "warn", "fail"]
    about: str
    found: str
    mend: str = ""
