"""Answers of carriers to a question for one parcel, in the shapes that they document."""

import json
from typing import Any

from ivr.orders.sources.payload import Payload
from ivr.orders.sources.source import Source

UPS = Source("ups", "ups")
FEDEX = Source("fedex", "fedex")
DHL = Source("dhl", "dhl")
USPS = Source("usps", "usps")


def payload(document: Any) -> Payload:
    return Payload.read(json.dumps(document).encode())


def ups_package(**changes: Any) -> dict[str, Any]:
    """An answer of UPS for a package to San Francisco."""
    address = {"city": "SAN FRANCISCO", "stateProvince": "CA", "countryCode": "US", "country": "US"}
    package = {
        "trackingNumber": "1Z999AA10123456784",
        "currentStatus": {"type": "I", "statusCode": "005", "code": "AR", "description": "On the Way"},
        "activity": [
            {
                "date": "20261124",
                "time": "074700",
                "gmtDate": "20261124",
                "gmtTime": "154700",
                "gmtOffset": "-08:00",
                "location": {"address": {**address, "city": "OAKLAND"}},
                "status": {"type": "I", "statusCode": "005"},
            },
            {"date": "20261122", "time": "200000", "location": {"address": {**address, "stateProvince": "NY"}}},
        ],
        "packageAddress": [
            {"type": "ORIGIN", "address": {**address, "stateProvince": "NY"}},
            {"type": "DESTINATION", "address": address},
        ],
        "deliveryDate": [{"type": "SDD", "date": "20261125"}],
        "deliveryTime": {"type": "EDW", "startTime": "141500", "endTime": "161500"},
        **changes,
    }
    return {"trackResponse": {"shipment": [{"inquiryNumber": "1Z999AA10123456784", "package": [package]}]}}


def fedex_result(**changes: Any) -> dict[str, Any]:
    """An answer of FedEx for a package to New York."""
    result = {
        "trackingNumberInfo": {"trackingNumber": "794600000000", "carrierCode": "FDXE"},
        "latestStatusDetail": {"code": "IT", "derivedCode": "IT", "statusByLocale": "In transit"},
        "scanEvents": [
            {"date": "2026-11-24T09:30:00-05:00", "eventType": "AR", "scanLocation": {"city": "NEWARK"}},
            {"date": "2026-11-23T20:00:00-08:00", "eventType": "PU", "scanLocation": {"city": "CLOVIS"}},
        ],
        "recipientInformation": {"address": {"city": "NEW YORK", "stateOrProvinceCode": "NY", "countryCode": "US"}},
        "dateAndTimes": [{"type": "COMMITMENT", "dateTime": "2026-11-24T00:00:00-06:00"}],
        "estimatedDeliveryTimeWindow": {
            "window": {"begins": "2026-11-25T09:15:00-05:00", "ends": "2026-11-25T13:15:00-05:00"}
        },
        **changes,
    }
    return {"output": {"completeTrackResults": [{"trackingNumber": "794600000000", "trackResults": [result]}]}}


def dhl_shipment(**changes: Any) -> dict[str, Any]:
    """An answer of DHL for a parcel to Bonn."""
    bonn = {"address": {"countryCode": "DE", "postalCode": "53113", "addressLocality": "Bonn"}}
    shipment = {
        "id": "00340434292135100186",
        "service": "parcel-de",
        "destination": bonn,
        "status": {"timestamp": "2026-11-24T06:51:00", "statusCode": "transit", "location": bonn},
        "events": [{"timestamp": "2026-11-23T20:02:00", "statusCode": "pre-transit", "location": bonn}],
        "estimatedDeliveryTimeFrame": {
            "estimatedFrom": "2026-11-24T12:00:00",
            "estimatedThrough": "2026-11-24T15:00:00",
        },
        **changes,
    }
    return {"shipments": [shipment]}


def usps_details(**changes: Any) -> dict[str, Any]:
    """An answer of USPS for a parcel to Ohio."""
    return {
        "trackingNumber": "9400100000000000000000",
        "statusCategory": "In Transit",
        "status": "Arrived at USPS Regional Facility",
        "destinationState": "OH",
        "destinationZIP": "43004",
        "trackingEvents": [
            {
                "eventType": "Arrived at USPS Regional Facility",
                "eventTimestamp": "2026-11-24T01:13:00",
                "GMTTimestamp": "2026-11-24T06:13:31Z",
                "GMTOffset": "-05:00",
                "eventCity": "COLUMBUS OH DISTRIBUTION CENTER",
                "eventCode": "A1",
            }
        ],
        "expectedDeliveryTimeStamp": "2026-11-25T21:00:00Z",
        "predictedDeliveryDate": "2026-11-25",
        "predictedDeliveryWindowStartTime": "9:45 am",
        "predictedDeliveryWindowEndTime": "1:45 pm",
        **changes,
    }
