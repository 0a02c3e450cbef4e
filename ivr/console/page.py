"""Pages declare themselves: path, roles, place in the navigation, template, and the method that queries what it shows.

    class Callbacks(PageGroup):
        @page("/callbacks", roles=WATCHERS, nav=Nav("Callbacks", 35, group="work"), template="callbacks/callbacks.html")
        def callbacks(self) -> Facts:
            return {"waiting": self.ports.callbacks.waiting()}

`page_groups` finds every group below `ivr.console`. Nothing else lists pages: the navigation, the check of roles and
the tests read the declarations.
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, ClassVar, Literal, TypeAlias, TypeVar

from flask.typing import ResponseReturnValue

import ivr.console
from ivr.accounts import Role
from ivr.console.ports import Ports

Facts: TypeAlias = Mapping[str, Any]
"""The values that a template shows, by name."""
Answer: TypeAlias = Facts | tuple[Facts, int] | ResponseReturnValue
"""Facts for the page's template, with a status where it is not 200; or a response."""
NavGroup = Literal["work", "watch", "figures", "design", "test", "publish", "set_up"]
"""The groups of the navigation, by job."""
F = TypeVar("F", bound=Callable[..., Answer])


@dataclass(frozen=True, slots=True)
class Nav:
    """A link in the navigation, shown to the roles of its page. Links are sorted by `place` within their group.

    `badge` names the count that is shown beside it. `values` are the variables of the page's address, for a page that
    has several links.
    """

    label: str
    place: int
    group: NavGroup = "watch"
    badge: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One address below /console. `name` is its endpoint: `url_for("console.<name>")`.

    `template` is the path below ivr/console; without one the query answers by itself. `form_on` names the page whose
    form is sent here, if it is another one.
    """

    path: str
    name: str
    roles: tuple[Role, ...]
    template: str
    nav: tuple[Nav, ...]
    methods: tuple[str, ...]
    form_on: str


@dataclass(frozen=True)
class PageGroup:
    """Pages of one subject. They read and change data through `ports`."""

    pages: ClassVar[tuple[Page, ...]] = ()

    ports: Ports

    def __init_subclass__(cls) -> None:
        """Collect the pages that the methods declare."""
        cls.pages = tuple(
            vars(method)[_PAGE] for method in vars(cls).values() if _PAGE in getattr(method, "__dict__", ())
        )


_PAGE = "page"


def page(
    path: str,
    *,
    roles: tuple[Role, ...],
    template: str = "",
    nav: Nav | tuple[Nav, ...] = (),
    methods: tuple[str, ...] = ("GET",),
    form_on: str = "",
) -> Callable[[F], F]:
    """Declare a method of a PageGroup to be the query of a page, which takes the method's name."""

    def declare(query: F) -> F:
        declared = Page(
            path=path,
            name=query.__name__,
            roles=roles,
            template=template,
            nav=(nav,) if isinstance(nav, Nav) else nav,
            methods=methods,
            form_on=form_on,
        )
        vars(query)[_PAGE] = declared
        return query

    return declare


@cache
def page_groups() -> tuple[type[PageGroup], ...]:
    """Every PageGroup in the modules below `ivr.console`."""
    return tuple(_found())


def _found() -> Iterator[type[PageGroup]]:
    for module in pkgutil.walk_packages(ivr.console.__path__, f"{ivr.console.__name__}."):
        for _, found in inspect.getmembers(import_module(module.name), inspect.isclass):
            if issubclass(found, PageGroup) and found.__module__ == module.name and found is not PageGroup:
                yield found
