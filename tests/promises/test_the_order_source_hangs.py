"""The database with the orders stops answering under load: a caller waits a moment at most, the others not at all."""

import asyncio
from itertools import repeat

import pytest

from tests.processes import frozen

from .callers import Load, figures, in_turn, wrong
from .on_postgres import OnPostgres
from .rig import FULL, fill, seconds

pytestmark = pytest.mark.promise


async def stopped(line: OnPostgres, lasts: float) -> None:
    with frozen(*line.processes()):
        await asyncio.sleep(lasts)


async def swallowed(line: OnPostgres, lasts: float) -> None:
    with line.proxy.swallowing():
        await asyncio.sleep(lasts)


async def under_load(orders: Load, menus: Load, trouble) -> None:
    """Known callers at two thirds of the rate, callers with a withheld number, for whom nothing is read, at one."""
    lasts = seconds(5)
    every = 0.05 if FULL else 0.15
    await asyncio.gather(
        orders.run(in_turn(trouble.callers), every=every, for_=lasts + 3),
        menus.run(repeat("anonymous"), every=2 * every, for_=lasts + 3),
        trouble(1, lasts),
    )


class Trouble:
    """The fault of the database, and the callers during it."""

    def __init__(self, what, line: OnPostgres) -> None:
        self.what, self.line = what, line
        self.callers = fill(line.rig, 50)

    async def __call__(self, after: float, lasts: float) -> None:
        await asyncio.sleep(after)
        await self.what(self.line, lasts)


@pytest.mark.parametrize("what", [stopped, swallowed])
def test_callers_are_answered_while_the_orders_hang(on_postgres: OnPostgres, what, tell):
    orders, menus = Load(on_postgres.rig.port), Load(on_postgres.rig.port, keys=("7",))
    asyncio.run(under_load(orders, menus, Trouble(what, on_postgres)))
    assert wrong(orders.taken + menus.taken) == []
    assert not any(taken.fell_back for taken in orders.taken + menus.taken)
    everybody, others = figures(orders.taken), figures(menus.taken)
    tell(f"orders {what.__name__}: known callers {everybody}; menus of others {others}")
    if FULL:
        assert everybody.p99 < 1100
        assert others.p99 < 500
