"""A line on a PostgreSQL that can be stopped, over a network that can drop everything."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from tests.adapters.postgres import postgres
from tests.processes import children

from .black_hole import Proxy
from .rig import Rig, rigged


@dataclass(frozen=True)
class OnPostgres:
    """The line, and the network between it and its database."""

    rig: Rig
    proxy: Proxy
    home: Path

    def processes(self) -> list[int]:
        """PostgreSQL's processes: the one that listens, and its backends."""
        listening = int((self.home / "data" / "postmaster.pid").read_text().split()[0])
        return [listening, *children(listening)]


@contextmanager
def line_on_postgres(directory: Path) -> Iterator[OnPostgres]:
    """A running line; the test reaches the database past the proxy."""
    with postgres() as address:
        home = Path(str(make_url(address).query["host"]))
        with Proxy(f"{home}/.s.PGSQL.5432") as proxy:
            through = f"postgresql://wismo@127.0.0.1:{proxy.port}/postgres"
            with rigged(directory, address, seen_at=through) as rig:
                rig.start()
                yield OnPostgres(rig, proxy, home)
