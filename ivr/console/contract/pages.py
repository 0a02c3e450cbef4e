"""The shares of a vendor's queues against the contract, for the vendor's own people."""

from collections.abc import Iterable, Sequence

from ivr.accounts import visible_queues
from ivr.console.page import Facts, Nav, PageGroup, page
from ivr.console.session import me
from routing.allocation import LedgerRow, table


class ContractPages(PageGroup):
    """The calls that the contract promises a vendor, and those that the vendor was given."""

    @page("/shares", roles=("vendor",), nav=Nav("Shares", 25), template="contract/shares.html")
    def shares(self) -> Facts:
        """The shares of the month and of the day, by queue, without the rules that split calls and without others."""
        routing, found = self.ports.in_force(), self.ports.ledger(self.ports.clock())
        seen = visible_queues(me(), routing) or ()
        months, days = (_own(table(routing, period), seen) for period in (found.month, found.day))
        names = {key: routing.queues[key].name for key in seen if key in routing.queues}
        levels = {key: routing.queues[key].service_level for key in names}
        return {"periods": (("This month", months), ("Today", days)), "names": names, "levels": levels}


def _own(rows: Iterable[LedgerRow], queues: Sequence[str]) -> list[LedgerRow]:
    return [row for row in rows if row.queue in queues]
