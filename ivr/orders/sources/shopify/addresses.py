"""The address of a shop, as people copy it."""

import re
from urllib.parse import urlsplit

_IN_ADMIN = re.compile(r"admin\.shopify\.com/store/([\w-]+)", re.ASCII)
_OWN = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com", re.ASCII)
_HERE = ("127.0.0.1", "localhost")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)


def shop_address(address: str) -> str:
    """The address of a shop's API without a path: https at its myshopify.com domain.

    People also give the shop's name alone, or the address of its admin pages. Only a shop on this machine, for tests
    and the demo, is asked without https.
    """
    text = address.strip().lower().rstrip("/")
    if found := _IN_ADMIN.search(text):
        text = found[1]
    if _NAME.fullmatch(text):
        text = f"{text}.myshopify.com"
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
    except ValueError:
        return f"https://{text}"
    scheme = "http" if parts.scheme == "http" and parts.hostname in _HERE else "https"
    return f"{scheme}://{parts.netloc}"


def is_of_shop(domain: str, address: str) -> bool:
    """Whether a myshopify.com domain belongs to the shop at an address. Other addresses are not compared."""
    ours = urlsplit(shop_address(address)).netloc
    return domain.lower() == ours or not (_OWN.fullmatch(domain.lower()) and _OWN.fullmatch(ours))
