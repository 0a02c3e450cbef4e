"""Reading the routing document from YAML, with complaints that name the path."""

from collections.abc import Sequence
from pathlib import Path

import yaml
from pydantic import ValidationError

from routing.model import Routing

DEFAULT = Path(__file__).with_name("default.yaml")


class RoutingError(Exception):
    """The document is not usable; `problems` are sentences, each with the path and what is wrong."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


def read(text: str) -> Routing:
    """The document. Raises RoutingError."""
    try:
        return Routing.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise RoutingError([f"not YAML: {' '.join(str(error).split())}"]) from None
    except ValidationError as error:
        raise RoutingError([_complaint(problem["loc"], problem["msg"]) for problem in error.errors()]) from None


def read_file(path: Path) -> Routing:
    """The document in a file. Raises RoutingError, also when the file cannot be read."""
    try:
        return read(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RoutingError([f"{path.name}: {error}"]) from None


def _complaint(path: Sequence[int | str], message: str) -> str:
    where = ".".join(str(part) for part in path)
    said = message.removeprefix("Value error, ")
    return f"{where}: {said}" if where else said
