"""The navigation: the links that pages declare, for a user's role, grouped by job."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from ivr.accounts import Role
from ivr.console.page import Nav, NavGroup, Page

TITLES: dict[NavGroup, str] = {
    "work": "Work",
    "watch": "Watch",
    "figures": "Figures",
    "design": "Design",
    "test": "Test",
    "publish": "Publish",
    "set_up": "Set up",
}
DESIGN: tuple[NavGroup, ...] = ("design", "test", "publish")
"""Groups of one job, the next routing: who is in one of them sees all three open."""
ALWAYS_OPEN: tuple[NavGroup, ...] = ("work", "watch", "figures")


@dataclass(frozen=True, slots=True, kw_only=True)
class NavLink:
    """A link to a page. `key` is what the page's template calls its section; `count` is shown beside it if over 0."""

    key: str
    label: str
    endpoint: str
    values: Mapping[str, str]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NavSection:
    """The links of a job."""

    key: NavGroup
    title: str
    links: tuple[NavLink, ...]

    def holds(self, section: str) -> bool:
        """Whether one of its links leads to a section."""
        return any(link.key == section for link in self.links)

    def is_open(self, current: "NavSection | None") -> bool:
        """Whether its links are shown while a page of `current` is."""
        if self.key in ALWAYS_OPEN or current is None:
            return True
        return self.key == current.key or (self.key in DESIGN and current.key in DESIGN)


def nav_sections(pages: Iterable[Page], role: Role, counts: Mapping[str, int]) -> tuple[NavSection, ...]:
    """The navigation of a role. Groups without links are left out."""
    links = sorted(_links(pages, role), key=lambda found: found[0].place)
    sections = (
        NavSection(
            key=group,
            title=TITLES[group],
            links=tuple(_link(nav, page, counts) for nav, page in links if nav.group == group),
        )
        for group in get_args(NavGroup)
    )
    return tuple(section for section in sections if section.links)


def section_key(endpoint: str, values: Iterable[str]) -> str:
    """The key of a link: the page's name, and the variables of its address where it has several."""
    return ".".join((endpoint, *values))


def _links(pages: Iterable[Page], role: Role) -> Iterator[tuple[Nav, Page]]:
    return ((nav, page) for page in pages if role in page.roles for nav in page.nav)


def _link(nav: Nav, page: Page, counts: Mapping[str, int]) -> NavLink:
    return NavLink(
        key=section_key(page.name, (value for _, value in nav.values)),
        label=nav.label,
        endpoint=f"console.{page.name}",
        values=dict(nav.values),
        count=counts.get(nav.badge, 0),
    )
