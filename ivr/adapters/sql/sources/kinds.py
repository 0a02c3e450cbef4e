"""The kinds of the connected sources."""

from sqlalchemy import Connection, select

from ivr.adapters.sql.sources.tables import sources


def source_kinds(connection: Connection) -> dict[str, str]:
    """The kind of each source, by its name."""
    return {row[0]: row[1] for row in connection.execute(select(sources.c.name, sources.c.kind))}
