"""The company's colour and mark, which the pages before the sign-in show as well."""

from flask import Response, abort

from ivr.console.company.colours import Tint, dark_tint, light_tint
from ivr.console.page import PageGroup, page
from ivr.console.roles import ANONYMOUS

AN_HOUR = "public, max-age=3600"


class CompanyPages(PageGroup):
    """A style sheet and a picture."""

    @page("/company.css", roles=ANONYMOUS)
    def company_css(self) -> Response:
        """The company's colour for both themes; empty without one."""
        colour = self.ports.company_look.colour
        sheet = _theme("light", light_tint(colour)) + _theme("dark", dark_tint(colour)) if colour else ""
        return Response(sheet, content_type="text/css; charset=utf-8", headers={"Cache-Control": AN_HOUR})

    @page("/company/logo", roles=ANONYMOUS)
    def company_logo(self) -> Response:
        """The company's mark. A picture runs nothing, whatever its file has."""
        look = self.ports.company_look
        if not look.logo:
            abort(404)
        policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        headers = {"Cache-Control": AN_HOUR, "Content-Security-Policy": policy}
        return Response(look.logo, content_type=look.logo_type, headers=headers)


def _theme(name: str, tint: Tint) -> str:
    values = {
        "pico-primary": tint.colour,
        "pico-primary-background": tint.colour,
        "pico-primary-hover": tint.hover,
        "pico-primary-hover-background": tint.hover,
        "pico-primary-inverse": tint.inverse,
        "pico-primary-focus": f"{tint.colour}66",
        "pico-primary-underline": f"{tint.colour}80",
        "well": tint.well,
    }
    told = " ".join(f"--{name}: {value};" for name, value in values.items())
    return f':root[data-theme="{name}"], [data-theme="{name}"] {{ {told} }}\n'
