"""The region of a destination: a state of the United States, else the beginning of the postcode.

A region is coarse on purpose: it says where deliveries fail and never where somebody lives.
"""

from bisect import bisect_right
from collections.abc import Mapping

from ivr.orders.order_numbers import folded

_STATES = (
    "005 NY,006 PR,008 VI,009 PR,010 MA,028 RI,030 NH,039 ME,050 VT,055 MA,056 VT,060 CT,070 NJ,100 NY,150 PA,197 DE,"
    "200 DC,201 VA,202 DC,206 MD,220 VA,247 WV,270 NC,290 SC,300 GA,320 FL,350 AL,370 TN,386 MS,398 GA,400 KY,430 OH,"
    "460 IN,480 MI,500 IA,530 WI,550 MN,569 DC,570 SD,580 ND,590 MT,600 IL,630 MO,660 KS,680 NE,700 LA,716 AR,730 OK,"
    "733 TX,734 OK,750 TX,800 CO,820 WY,832 ID,840 UT,850 AZ,870 NM,885 TX,889 NV,900 CA,967 HI,969 GU,970 OR,980 WA,"
    "995 AK"
)
"""The first three digits of a ZIP code from which on it is of a state (USPS: Labeling List L002)."""
_FROM = tuple(int(each[:3]) for each in _STATES.split(","))
_CODES = tuple(each[4:] for each in _STATES.split(","))
_NAMES = (
    "AK Alaska,AL Alabama,AR Arkansas,AZ Arizona,CA California,CO Colorado,CT Connecticut,"
    "DC District of Columbia,DE Delaware,FL Florida,GA Georgia,GU Guam,HI Hawaii,IA Iowa,ID Idaho,IL Illinois,"
    "IN Indiana,KS Kansas,KY Kentucky,LA Louisiana,MA Massachusetts,MD Maryland,ME Maine,MI Michigan,"
    "MN Minnesota,MO Missouri,MS Mississippi,MT Montana,NC North Carolina,ND North Dakota,NE Nebraska,"
    "NH New Hampshire,NJ New Jersey,NM New Mexico,NV Nevada,NY New York,OH Ohio,OK Oklahoma,OR Oregon,"
    "PA Pennsylvania,PR Puerto Rico,RI Rhode Island,SC South Carolina,SD South Dakota,TN Tennessee,TX Texas,"
    "UT Utah,VA Virginia,VI Virgin Islands,VT Vermont,WA Washington,WI Wisconsin,WV West Virginia,WY Wyoming"
)
STATES: Mapping[str, str] = {each[:2]: each[3:] for each in _NAMES.split(",")}
"""The names of the states and territories by their codes."""
_PART = 2
"""Characters of a postcode that tell its region."""


def region_of(country: str, postcode: str) -> str:
    """The region of a destination: US-TX, DE-10, or the country alone; empty if the country is not known.

    `country` is an ISO 3166 code.
    """
    code = folded(postcode)
    if country == "US":
        state = _state(code)
        return f"US-{state}" if state else "US"
    return f"{country}-{code[:_PART]}" if country and len(code) > _PART else country


def _state(code: str) -> str:
    """The state of a ZIP code; empty if it is none. Zeros that a spreadsheet dropped are put back."""
    if not code.isdecimal() or not code.isascii() or len(code) not in (4, 5, 8, 9):
        return ""
    found = bisect_right(_FROM, int(code.zfill(5 if len(code) <= 5 else 9)[:3])) - 1
    return _CODES[found] if found >= 0 else ""
