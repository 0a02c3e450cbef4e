"""What is understood at every question: whole words, in every wording, and nothing else."""

import pytest

from prompts.universals import Reply, Universals

from .making import LOCALES

SAID = {
    "en-US": [
        ("human please", "person"),
        ("I want to speak to a manager please", "person"),
        ("one more time please", "repeat"),
        ("pardon", "repeat"),
        ("back", "back"),
        ("do you speak French", "language"),
        ("you're too fast", "slower"),
        ("yes please", "yes"),
        ("no please", "no"),
        ("no thanks", "no"),
        ("no thanks that's all", "done"),
        ("the delivery agent left it outside", None),
        ("I don't want a person", None),
        ("I want my money back", None),
        ("call me back", None),
        ("yes no yes", None),
        ("my French press", None),
    ],
    "es-MX": [
        ("asesor por favor", "person"),
        ("mande", "repeat"),
        ("¿cómo?", "repeat"),
        ("regresar", "back"),
        ("English please", "language"),
        ("más despacio por favor", "slower"),
        ("efectivamente", "yes"),
        ("no por favor", "no"),
        ("nada", "done"),
        ("no quiero hablar con un agente", None),
        ("quiero regresar un producto", None),
    ],
}


@pytest.fixture(scope="session")
def universals() -> Universals:
    return Universals.load(LOCALES)


@pytest.mark.parametrize(("locale", "speech", "meant"), [(each, *row) for each, rows in SAID.items() for row in rows])
def test_words_mean_the_same_at_every_question(
    universals: Universals, locale: str, speech: str, meant: str | None
) -> None:
    assert universals.find(speech, locale).universal == meant


@pytest.mark.parametrize(
    ("locale", "speech", "reply"),
    [
        ("en-US", "no, a return", Reply("no", rest="a return")),
        ("en-US", "nope it's about my refund", Reply("no", rest="it's about my refund")),
        ("en-US", "speak to a manager about my late order", Reply("person", rest="about my late order")),
        ("en-US", "yes but it was damaged", Reply("yes", rest="but it was damaged")),
        ("en-US", "yes, but it's another number", Reply()),
        ("en-US", "habla español", Reply("language", language="es-MX")),
        ("en-US", "do you speak Chinese", Reply("language", language="zh")),
        ("en-US", "which languages do you speak", Reply("language")),
        ("es-MX", "no, una devolución", Reply("no", rest="una devolución")),
        ("es-MX", "no recibí mi paquete", Reply("no", rest="no recibí mi paquete")),
        ("es-MX", "sí, no me llegó", Reply("yes", rest="no me llegó")),
    ],
)
def test_what_follows_goes_along(universals: Universals, locale: str, speech: str, reply: Reply) -> None:
    assert universals.find(speech, locale) == reply
