"""The page of components: each macro and class, in both themes, with made-up values."""

from ivr.console.page import Facts, PageGroup, page
from ivr.console.roles import ADMINS
from ivr.reporting.day_curve import DayCurve

SERVICE = (0.95, 0.92, 0.88, None, 0.71, 0.64, 0.78, 0.83, 0.9)
ROWS = (
    ("English care", "12", "1:54", "71 %", "below"),
    ("Acme English", "3", "0:21", "84 %", ""),
    ("Acme Spanish", "0", "0:00", "n/a", ""),
)
"""Queue, waiting, longest wait, service level, badge."""


class Components(PageGroup):
    """One page without a place in the navigation."""

    @page("/components", roles=ADMINS, template="components/components.html")
    def components(self) -> Facts:
        """Every component, once in each theme."""
        return {"service": DayCurve(SERVICE, goal=0.8), "rows": ROWS, "shares": (("care-en", 60), ("acme-en", 40))}
