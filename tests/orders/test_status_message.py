"""The status message for an order in one parcel, word for word, in both languages."""

from dataclasses import replace
from datetime import date

import pytest

from ivr.orders.model import Basis, Shipment
from ivr.orders.model import TrackingStatus as Tracking

from .placed import (
    ASK,
    BUSQUE,
    LOOK,
    PERDON,
    PREGUNTE,
    SORRY,
    at,
    between,
    due,
    order,
    parcel,
    told,
    words_before_the_order,
)

PARCELS = [
    (
        parcel(Tracking.OUT_FOR_DELIVERY, between("14:00", "18:00"), carrier="UPS"),
        "Your order is out for delivery and should arrive today between 2 and 6 p.m. It's with U P S.",
        "Su pedido está en reparto y debe llegar hoy entre las dos y las seis de la tarde. Lo lleva U P S.",
    ),
    (
        parcel(Tracking.OUT_FOR_DELIVERY),
        "Your order is out for delivery.",
        "Su pedido está en reparto.",
    ),
    (
        parcel(Tracking.OUT_FOR_DELIVERY, between("08:00", "10:00")),
        f"Your order is out for delivery but running late. It was expected today between 8 and 10 a.m. {SORRY}",
        "Su pedido está en reparto, pero con retraso. "
        f"Se esperaba hoy entre las ocho y las diez de la mañana. {PERDON}",
    ),
    (
        parcel(Tracking.IN_TRANSIT, due(26)),
        "Your order is on its way and is expected on Thursday.",
        "Su pedido está en camino y se espera el jueves 26.",
    ),
    (
        parcel(Tracking.IN_TRANSIT, due(25, 27)),
        "Your order is on its way and is expected between tomorrow and Friday.",
        "Su pedido está en camino y se espera entre mañana y el viernes 27.",
    ),
    (
        parcel(Tracking.IN_TRANSIT),
        "Your order is on its way. The carrier hasn't given a delivery day yet.",
        "Su pedido está en camino. La paquetería todavía no ha dado un día de entrega.",
    ),
    (
        parcel(Tracking.IN_TRANSIT, due(20), carrier="FedEx"),
        f"Your order is running late. It was expected on Friday and is still on its way. {SORRY} It's with FedEx.",
        f"Su pedido viene con retraso. Se esperaba el viernes 20 y sigue en camino. {PERDON} Lo lleva FedEx.",
    ),
    (
        parcel(Tracking.IN_TRANSIT, due(22, basis=Basis.PROMISED), due(26)),
        f"Your order is on its way and is expected on Thursday. It was first expected on Sunday. {SORRY}",
        f"Su pedido está en camino y se espera el jueves 26. Al principio se esperaba el domingo 22. {PERDON}",
    ),
    (
        parcel(Tracking.IN_TRANSIT, scanned=at(15, "08:00")),
        "Your order is on its way. The carrier hasn't given a delivery day yet. "
        "The last scan was on Sunday, November 15, and there has been no news since.",
        "Su pedido está en camino. La paquetería todavía no ha dado un día de entrega. "
        "Su último movimiento fue el domingo 15 de noviembre y no hay noticias desde entonces.",
    ),
    (
        parcel(Tracking.PICKED_UP, due(27)),
        "Your order is with the carrier and is expected on Friday.",
        "Su pedido ya está con la paquetería y se espera el viernes 27.",
    ),
    (
        parcel(Tracking.PICKED_UP),
        "Your order is with the carrier. There is no delivery day yet.",
        "Su pedido ya está con la paquetería. Todavía no hay día de entrega.",
    ),
    (
        parcel(Tracking.PICKED_UP, due(23)),
        f"Your order is running late. It was expected yesterday and is still with the carrier. {SORRY}",
        f"Su pedido viene con retraso. Se esperaba ayer y sigue con la paquetería. {PERDON}",
    ),
    (
        parcel(Tracking.LABEL_CREATED, due(27), carrier="UPS"),
        "Your order is being prepared for the carrier and is expected on Friday.",
        "Su pedido se está preparando para la paquetería y se espera el viernes 27.",
    ),
    (
        parcel(Tracking.LABEL_CREATED),
        "Your order is being prepared. The carrier hasn't picked it up yet.",
        "Su pedido se está preparando. La paquetería todavía no lo ha recogido.",
    ),
    (
        parcel(Tracking.LABEL_CREATED, due(20), scanned=at(10, "08:00")),
        f"Your order is running late. It was expected on Friday, but the carrier hasn't picked it up yet. {SORRY}",
        "Su pedido viene con retraso. "
        f"Se esperaba el viernes 20, pero la paquetería todavía no lo ha recogido. {PERDON}",
    ),
    (
        parcel(Tracking.DELAYED, due(27)),
        f"Your order is delayed and is now expected on Friday. {SORRY}",
        f"Su pedido tiene un retraso y ahora se espera el viernes 27. {PERDON}",
    ),
    (
        parcel(Tracking.DELAYED),
        f"Your order is delayed. The carrier hasn't given a new delivery day yet. {SORRY}",
        f"Su pedido tiene un retraso. La paquetería todavía no ha dado un nuevo día de entrega. {PERDON}",
    ),
    (
        parcel(Tracking.DELAYED, due(23)),
        f"Your order is delayed. It was expected yesterday and is running late, with no new delivery day yet. {SORRY}",
        f"Su pedido tiene un retraso. Se esperaba ayer y todavía no hay un nuevo día de entrega. {PERDON}",
    ),
    (
        parcel(Tracking.ATTEMPTED, due(25)),
        "Your order couldn't be delivered yet. The carrier tried today at 8 a.m. It's expected again tomorrow.",
        "Su pedido no se pudo entregar todavía. La paquetería lo intentó hoy a las ocho de la mañana. "
        "Se espera de nuevo mañana.",
    ),
    (
        parcel(Tracking.ATTEMPTED, between("07:00", "18:00")),
        "Your order couldn't be delivered yet. The carrier tried today at 8 a.m.",
        "Su pedido no se pudo entregar todavía. La paquetería lo intentó hoy a las ocho de la mañana.",
    ),
    (
        parcel(Tracking.ATTEMPTED, scanned=None),
        "Your order couldn't be delivered yet. The carrier has tried once.",
        "Su pedido no se pudo entregar todavía. La paquetería ya lo intentó.",
    ),
    (
        parcel(Tracking.READY_FOR_PICKUP, carrier="UPS"),
        "Your order is ready for pickup. U P S is holding it for you.",
        "Su pedido está listo para que lo recoja. U P S lo tiene guardado para usted.",
    ),
    (
        parcel(Tracking.DELIVERED, delivered=at(23, "14:15"), carrier="UPS"),
        f"Your order was delivered yesterday at 2:15 p.m. It was brought by U P S. {LOOK}",
        f"Su pedido se entregó ayer a las dos y cuarto de la tarde. Lo entregó U P S. {BUSQUE}",
    ),
    (
        parcel(Tracking.DELIVERED, delivered=date(2026, 11, 19)),
        f"Your order was delivered on Thursday. {LOOK}",
        f"Su pedido se entregó el jueves 19. {BUSQUE}",
    ),
    (
        parcel(Tracking.DELIVERED, delivered=at(3, "14:15")),
        "Your order was delivered on Tuesday, November 3.",
        "Su pedido se entregó el martes 3 de noviembre.",
    ),
    (
        parcel(Tracking.DELIVERED),
        f"Your order was delivered. {LOOK}",
        f"Su pedido ya se entregó. {BUSQUE}",
    ),
    (
        parcel(Tracking.EXCEPTION, reason="lost", carrier="UPS"),
        f"Your order seems to be lost with the carrier. {SORRY}",
        f"Su pedido parece haberse perdido en la paquetería. {PERDON}",
    ),
    (
        parcel(Tracking.EXCEPTION, reason="Damaged"),
        f"Your order was damaged on its way to you. {SORRY}",
        f"Su pedido se dañó en el camino. {PERDON}",
    ),
    (
        parcel(Tracking.EXCEPTION, reason="wrong address"),
        "Your order is held up. The carrier has a question about the address.",
        "Su pedido está detenido. La paquetería tiene una duda sobre la dirección.",
    ),
    (
        parcel(Tracking.EXCEPTION, reason="customs"),
        "Your order is waiting to clear customs.",
        "Su pedido está en trámite de aduana.",
    ),
    (
        parcel(Tracking.EXCEPTION, reason="weather"),
        "Your order is held up by the weather.",
        "Su pedido está detenido por el mal tiempo.",
    ),
    (
        parcel(Tracking.EXCEPTION, reason="refused"),
        "Your order couldn't be delivered, because it wasn't accepted at the door.",
        "Su pedido no se pudo entregar, porque no se aceptó en el domicilio.",
    ),
    (
        parcel(Tracking.EXCEPTION, reason="gremlins"),
        "Your order is held up. The carrier reports a problem with the delivery.",
        "Su pedido está detenido. La paquetería reporta un problema con la entrega.",
    ),
    (
        parcel(Tracking.RETURNING),
        "Your order is on its way back to us.",
        "Su pedido viene de regreso a nosotros.",
    ),
    (
        parcel(Tracking.RETURNED_TO_SENDER),
        "Your order came back to us.",
        "Su pedido regresó a nosotros.",
    ),
    (parcel(Tracking.CANCELLED), f"Your order was cancelled. {ASK}", f"Su pedido se canceló. {PREGUNTE}"),
    (
        parcel(Tracking.UNKNOWN, carrier="UPS"),
        "I can't see the latest scan of your order right now.",
        "En este momento no puedo ver el último movimiento de su pedido.",
    ),
]


@pytest.mark.parametrize(("shipment", "english", "spanish"), PARCELS)
def test_an_order_in_one_parcel_is_told(shipment: Shipment, english: str, spanish: str) -> None:
    one = order(shipment)
    assert told(one) == english
    assert told(one, locale="es-MX") == spanish


@pytest.mark.parametrize("shipment", [row[0] for row in PARCELS])
def test_at_most_twelve_words_stand_before_the_first_word_on_the_order(shipment: Shipment) -> None:
    assert words_before_the_order(told(order(shipment))) <= 12


def waiting(**pickup: object) -> Shipment:
    return replace(parcel(Tracking.READY_FOR_PICKUP, carrier="UPS"), **pickup)


@pytest.mark.parametrize(
    ("shipment", "english", "spanish"),
    [
        (
            waiting(pickup_at="MAIN STREET PHARMACY", pickup_until=date(2026, 11, 27)),
            "You'll find it at Main Street Pharmacy. Your last chance to collect it is on Friday.",
            "Lo encuentra en Main Street Pharmacy. El plazo para recogerlo termina el viernes 27.",
        ),
        (
            waiting(pickup_until=at(24, "18:00")),
            "U P S is holding it for you. Your last chance to collect it is today at 6 p.m.",
            "U P S lo tiene guardado para usted. El plazo para recogerlo termina hoy a las seis de la tarde.",
        ),
        (
            waiting(pickup_until=date(2026, 11, 23)),
            "U P S is holding it for you.",
            "U P S lo tiene guardado para usted.",
        ),
    ],
)
def test_pickup_says_where_and_until_when(shipment: Shipment, english: str, spanish: str) -> None:
    assert told(order(shipment)) == f"Your order is ready for pickup. {english}"
    assert told(order(shipment), locale="es-MX") == f"Su pedido está listo para que lo recoja. {spanish}"


def test_where_a_delivered_parcel_was_picked_up_is_not_told() -> None:
    delivered = replace(parcel(Tracking.DELIVERED, delivered=at(24, "09:00")), pickup_at="Main Street Pharmacy")
    assert "Pharmacy" not in told(order(delivered))
