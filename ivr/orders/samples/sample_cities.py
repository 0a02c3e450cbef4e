"""The cities of the sample's customers, and unassigned telephone numbers there.

A sample of 100,000 orders needs some 70,000 numbers of its own, more than the 555-01xx range holds. So:
 - United States, Canada: +1 555 NXX XXXX. No area has ever been given the code 555.
 - Mexico: +52 00 XXXX XXXX. No area code begins with 0.
 - United Kingdom: the numbers that Ofcom keeps for drama. France: ARCEP's for audiovisual works.
   Germany: the Bundesnetzagentur's for media. All but the first two kinds run out, and then the number is a US one.
"""

from dataclasses import dataclass
from random import Random

_BRITISH = ("02079460", *(f"01{area}4960" for area in (13, 14, 15, 16, 17, 18, 21, 31, 41, 51, 61)))
_FRENCH = ("019900", "026191", "035301", "046571", "053649", "063998")
_GERMAN = ("03023125", "06990009", "04066969", "02214710", "08999998")


@dataclass(frozen=True, slots=True)
class SampleCity:
    """A city in an address; `postcode` has a `?` for each random digit."""

    country: str
    city: str
    postcode: str
    time_zone: str
    language: str
    currency: str
    weight: int


PLACES = (
    SampleCity("US", "New York", "100??", "America/New_York", "en-US", "USD", 160),
    SampleCity("US", "Boston", "021??", "America/New_York", "en-US", "USD", 70),
    SampleCity("US", "Miami", "331??", "America/New_York", "es-MX", "USD", 60),
    SampleCity("US", "Chicago", "606??", "America/Chicago", "en-US", "USD", 120),
    SampleCity("US", "Houston", "770??-1???", "America/Chicago", "en-US", "USD", 90),
    SampleCity("US", "San Antonio", "782??", "America/Chicago", "es-MX", "USD", 50),
    SampleCity("US", "Denver", "802??", "America/Denver", "en-US", "USD", 50),
    SampleCity("US", "Phoenix", "850??", "America/Phoenix", "en-US", "USD", 50),
    SampleCity("US", "Los Angeles", "900??", "America/Los_Angeles", "en-US", "USD", 100),
    SampleCity("US", "Los Angeles", "900??", "America/Los_Angeles", "es-MX", "USD", 30),
    SampleCity("US", "Seattle", "981??", "America/Los_Angeles", "en-US", "USD", 60),
    SampleCity("US", "Honolulu", "968??", "Pacific/Honolulu", "en-US", "USD", 10),
    SampleCity("CA", "Toronto", "M5V ?A?", "America/Toronto", "en-CA", "CAD", 30),
    SampleCity("CA", "Montreal", "H2X ?B?", "America/Montreal", "fr-CA", "CAD", 10),
    SampleCity("MX", "Mexico City", "06???", "America/Mexico_City", "es-MX", "MXN", 40),
    SampleCity("GB", "London", "SW1A ?AA", "Europe/London", "en-GB", "GBP", 40),
    SampleCity("FR", "Paris", "750??", "Europe/Paris", "fr-FR", "EUR", 20),
    SampleCity("DE", "Berlin", "101??", "Europe/Berlin", "de-DE", "EUR", 20),
)
_WEIGHTS = [place.weight for place in PLACES]


def somewhere(rng: Random) -> SampleCity:
    """A random city, most often in the United States."""
    return rng.choices(PLACES, _WEIGHTS)[0]


def postcode(place: SampleCity, rng: Random) -> str:
    """A random postcode of a city."""
    return "".join(str(rng.randrange(10)) if sign == "?" else sign for sign in place.postcode)


def phone(country: str, nth: int) -> tuple[str, str]:
    """The nth number of a country: the country that it belongs to, and its national form."""
    if country == "MX":
        return "MX", f"+52 00 {nth // 10_000 + 1:04} {nth % 10_000:04}"
    for owner, prefixes, digits in (("GB", _BRITISH, 3), ("FR", _FRENCH, 4), ("DE", _GERMAN, 3)):
        if country == owner and nth < len(prefixes) * 10**digits:
            return owner, f"{prefixes[nth // 10**digits]}{nth % 10**digits:0{digits}}"
    spread = {"US": 0, "CA": 1, "GB": 2, "FR": 3, "DE": 4}[country]
    return "US", f"555{2_000_000 + spread * 1_000_000 + nth:07}"


def typed(owner: str, number: str, rng: Random) -> str:
    """A number in one of the ways in which people type it."""
    if owner != "US":
        return (
            rng.choice((number, f"{number[:4]} {number[4:]}", f"{number[:5]}-{number[5:]}"))
            if owner != "MX"
            else number
        )
    area, exchange, line = number[:3], number[3:6], number[6:]
    return rng.choices(
        (
            f"+1{number}",
            f"({area}) {exchange}-{line}",
            f"{area}-{exchange}-{line}",
            f"{area}.{exchange}.{line}",
            number,
            f"1 {area} {exchange} {line}",
            f"{area}-{exchange}-{line} x{rng.randrange(100, 999)}",
        ),
        (30, 25, 20, 5, 12, 7, 1),
    )[0]
