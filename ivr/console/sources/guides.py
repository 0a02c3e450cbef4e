"""What to do at each platform before it can be connected: the steps, and the rights to grant."""

from collections.abc import Mapping
from dataclasses import dataclass

from ivr.orders.sources.source import SourceKind


@dataclass(frozen=True, slots=True)
class Guide:
    """How a platform is made ready.

    `steps` are done there, in their order; `rights` are granted there, each with its reason. `webhooks` says what to do
    there with the address of the webhooks once the source is connected.
    """

    about: str
    steps: tuple[str, ...]
    rights: Mapping[str, str]
    webhooks: str = ""


_BY_NUMBER = "Where parcels are and when they come, by their tracking numbers."

GUIDES: Mapping[SourceKind, Guide] = {
    "shopify": Guide(
        "Orders, parcels, returns and refunds of a shop at Shopify.",
        (
            "In the Dev Dashboard of the organisation that the shop belongs to, create an app of your own.",
            "Create a version of it with the rights below, and release it.",
            "Ask there for protected customer data: name, address, e-mail and phone. Without them callers are not "
            "known by their number.",
            "On the app's first page, install it in the shop.",
            "Under Settings, copy the client ID and the client secret.",
        ),
        {
            "read_orders": "orders, parcels and refunds",
            "read_all_orders": "orders older than 60 days; Shopify approves it on request",
            "read_customers": "the customer's own telephone number",
            "read_fulfillments": "webhooks of parcels and their scans",
            "read_merchant_managed_fulfillment_orders": "promised days, holds and pre-orders",
            "read_returns": "returns",
        },
        "The line has subscribed to the webhooks of orders. Customers' requests for their data are yours to add: in "
        "the configuration of the app enter this address for customers/data_request, customers/redact and shop/redact.",
    ),
    "woocommerce": Guide(
        "Orders, parcels and refunds of a shop with WooCommerce.",
        (
            "In WordPress open WooCommerce, Settings, Advanced, REST API, and add a key.",
            "Choose an administrator or shop manager who will stay: the key ends with the user.",
            "Choose the permissions below, and copy the consumer key and the consumer secret, which are shown once.",
            "Under Settings, Permalinks, anything but Plain has to be chosen.",
        ),
        {"Read/Write": "orders are read; written are the line's own webhooks, and nothing else"},
    ),
    "easypost": Guide(
        _BY_NUMBER,
        (
            "Open Account Settings, API Keys, and copy the production key (EZAK...).",
            "Think up a webhook secret of 20 signs or more.",
        ),
        {},
        "Open Webhooks & Events, and add a webhook for Production with this address and the same secret.",
    ),
    "aftership": Guide(
        _BY_NUMBER,
        (
            "Open Settings, API keys, and create a key with the right below.",
            "Open Tracking, Settings, Notifications, Webhooks, and copy the webhook secret.",
        ),
        {"Trackings, read and write": "parcels are registered, and followed from then on"},
        "On the page of webhooks add this address, version 2026-07, with all shipment statuses and all updates of the "
        "estimated delivery date.",
    ),
    "shippo": Guide(
        _BY_NUMBER,
        (
            "Open Settings, API, and create a live token (shippo_live_...).",
            "Think up a webhook secret of 20 letters and digits or more. It stands in the address of the webhook.",
        ),
        {},
        "Open the API portal, Webhooks, and add one of the type Track Updated for Live, with this address, then "
        "?token= and the webhook secret.",
    ),
    "17track": Guide(
        _BY_NUMBER,
        (
            "Open the API console, Settings, Security, and copy the access key.",
            "If a list of IP addresses is set there, add the line's.",
        ),
        {},
        "Open Settings, Webhook, choose version 2.2, and enter this address.",
    ),
    "ups": Guide(
        "Where parcels with UPS are, asked for one by one.",
        ("At developer.ups.com open My Apps, Add Apps, and make one with your shipper number and the product below.",),
        {"Tracking": "where parcels are"},
    ),
    "fedex": Guide(
        "Where parcels with FedEx are, asked for one by one.",
        ("At developer.fedex.com create a project with the API below, and move it to production.",),
        {"Basic Integrated Visibility": "where parcels are; its name was Track"},
    ),
    "dhl": Guide(
        "Where parcels with DHL are, asked for one by one.",
        ("At developer.dhl.com create an app with the API below.",),
        {"Shipment Tracking - Unified": "where parcels are"},
    ),
    "usps": Guide(
        "Where parcels with USPS are, asked for one by one.",
        ("At developers.usps.com create an app with the product below, and ask for access for your Mailer ID.",),
        {"Tracking": "where parcels are"},
    ),
}
