"""The company's colour in both themes, dark or light enough to be read (WCAG 2.2: contrast ratio)."""

from dataclasses import dataclass

Rgb = tuple[float, float, float]
WHITE: Rgb = (255, 255, 255)
BLACK: Rgb = (0, 0, 0)
NIGHT: Rgb = (24, 34, 41)
"""The ground of the dark theme."""
READABLE = 4.6
"""The least contrast of text; WCAG 2.2 AA asks for 4.5."""
STEP = 0.04
"""By how much a colour is mixed with black or white at a time."""


@dataclass(frozen=True, slots=True)
class Tint:
    """A colour in one theme, as #rrggbb: of links and buttons, under the pointer, of words on it, of tinted ground."""

    colour: str
    hover: str
    inverse: str
    well: str


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def light_tint(colour: str) -> Tint:
    """A colour (#rrggbb) for the light theme."""
    return _tint(rgb(colour), ground=WHITE, towards=BLACK)


def dark_tint(colour: str) -> Tint:
    """A colour (#rrggbb) for the dark theme."""
    return _tint(rgb(colour), ground=NIGHT, towards=WHITE)


def rgb(colour: str) -> Rgb:
    """The red, green and blue of #rrggbb."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def _tint(colour: Rgb, *, ground: Rgb, towards: Rgb) -> Tint:
    found = colour
    while min(contrast(found, _well(found, ground)), contrast(found, ground)) < READABLE:
        found = _mixed(found, towards, STEP)
    inverse = max((WHITE, BLACK), key=lambda words: contrast(words, found))
    return Tint(_hex(found), _hex(_mixed(found, towards, 0.2)), _hex(inverse), _hex(_well(found, ground)))


def _well(colour: Rgb, ground: Rgb) -> Rgb:
    return _mixed(ground, colour, 0.08)


def _mixed(one: Rgb, other: Rgb, part: float) -> Rgb:
    red, green, blue = (a + (b - a) * part for a, b in zip(one, other, strict=True))
    return red, green, blue


def _luminance(colour: Rgb) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _hex(colour: Rgb) -> str:
    return "#" + "".join(f"{round(channel):02x}" for channel in colour)
