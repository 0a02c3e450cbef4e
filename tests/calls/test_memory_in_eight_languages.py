"""In each language: a caller ends a call with the survey, and a second call says that nothing has changed since."""

from datetime import timedelta
from functools import cache

from ivr.app.parts import Stores
from ivr.emulator import Phone, Switchboard
from ivr.settings import Settings
from prompts.catalogue import Catalogue
from prompts.facts import Day, Line
from tests.calls.conftest import ALICE, LINE
from tests.calls.in_force import put_in_force
from tests.calls.native import NATIVE_LINE
from tests.calls.native import locale as locale
from tests.calls.native import settings as settings
from tests.shop import NEW_YORK, Shop

SAID = {
    "de-DE": ("das war alles", "nein"),
    "en-US": ("that's all, thank you", "no"),
    "es-MX": ("es todo, gracias", "no"),
    "fr-FR": ("c'est tout, merci", "non"),
    "it-IT": ("è tutto, grazie", "no"),
    "ja-JP": ("以上です", "いいえ"),
    "pl-PL": ("to wszystko, dziękuję", "nie"),
    "pt-BR": ("é só isso, obrigado", "não"),
}
"""That is all; no."""


@cache
def catalogue() -> Catalogue:
    return Catalogue.load(sorted(SAID))


def test_a_call_with_a_survey_and_the_next_one(
    switchboard: Switchboard, settings: Settings, stores: Stores, shop: Shop, locale: str
):
    def words(prompt: str, **facts: Day) -> str:
        return catalogue().words(Line(prompt, facts), locale=locale, now=shop.now())

    ends, no = SAID[locale]
    switchboard.add_number(NATIVE_LINE, switchboard.numbers[LINE].voice_url)
    put_in_force(settings, stores, shop, numbers={NATIVE_LINE: {"language": locale, "survey": True}})
    shop.has_order(status="in_transit", day=2, language=locale)
    phone = Phone(switchboard, number=ALICE, to=NATIVE_LINE).dials()
    phone.says(ends).hears(words("survey.question")).says(no).hears(words("survey.sorry"))
    phone.says(no).hears(words("goodbye")).is_hung_up()
    shop.clock.advance(seconds=24 * 3600)
    yesterday = Day(shop.now().date() - timedelta(days=1), NEW_YORK)
    phone.dials().hears(words("order_status.unchanged", when=yesterday))
