"""Check the routing file that is in force until a version is published."""

from collections.abc import Iterator

from ivr.app.parts import check_of, editor_of
from ivr.cli.checks import Finding
from ivr.settings import Settings
from prompts.po_file import CatalogueError
from routing.document import DEFAULT, RoutingError, checked, read_file


def check_routing(settings: Settings) -> Iterator[Finding]:
    """Check the file as the start does, which stops on an error."""
    file = settings.routing_file or DEFAULT
    about = "WISMO_ROUTING_FILE" if settings.routing_file else "routing"
    try:
        routing = checked(read_file(file), check_of(settings, editor_of(settings)))
    except RoutingError as error:
        found = f"{len(error.problems)} wrong: {error.problems[0]}"
        yield Finding(
            "fail", about, " ".join(found.split()), f"`wismo routing check {file.name}` says all that is wrong."
        )
    except CatalogueError as error:
        yield Finding("fail", "WISMO_LANGUAGES", str(error), "`wismo prompts check` shows the languages that are here.")
    else:
        yield Finding(
            "ok", about, f"{len(routing.queues)} queues, {len(routing.rules)} rules, {len(routing.numbers)} numbers"
        )
