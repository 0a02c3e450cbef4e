"""What callers say they do not want is left out, in every language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.intent import IssueClassifiers
from prompts.intent_accuracy import locales
from prompts.matching import normalized
from prompts.negation import Negation, Wish

ENGLISH = Negation.of(
    {
        "unwanted": ("I don't want", "instead of a"),
        "unwanted.start": ("not a",),
        "unwanted.after": ("is not for me",),
        "wanted": ("I want", "but"),
        "later": ("and", "and also"),
        "meant": ("I don't want it any more",),
    }
)


@pytest.fixture(scope="module")
def intents() -> IssueClassifiers:
    return IssueClassifiers.load(locales())


@pytest.mark.parametrize(
    ("speech", "wanted", "unwanted"),
    [
        ("I want a refund", "i want a refund", ""),
        ("I don't want a refund I want a new one", "i want a new one", "i dont want a refund"),
        ("Hello, I don't want a refund, but a new one.", "hello but a new one", "i dont want a refund"),
        ("I want a new one instead of a refund", "i want a new one", "instead of a refund"),
        ("not a refund but a new one", "but a new one", "not a refund"),
        ("it is not a good fit but nice", "it is not a good fit but nice", ""),
        ("that colour is not for me I want a new one", "i want a new one", "that colour is not for me"),
        ("I don't want it any more", "i dont want it any more", ""),
        ("I don't want a refund", "", "i dont want a refund"),
        ("", "", ""),
    ],
)
def test_what_is_wanted_is_kept(speech: str, wanted: str, unwanted: str) -> None:
    assert ENGLISH.wish(speech) == Wish(wanted, unwanted)


@given(st.lists(st.sampled_from(["i dont want", "i want", "but", "a refund", "not a", "is not for me", "it any more"])))
def test_no_word_is_lost_or_said_twice(parts: list[str]) -> None:
    said = " ".join(parts)
    wish = ENGLISH.wish(said)
    assert sorted(f"{wish.wanted} {wish.unwanted}".split()) == sorted(normalized(said).split())


@pytest.mark.parametrize(
    ("locale", "speech", "issue"),
    [
        ("en-US", "I don't want a refund, I want to exchange it", "returns"),
        ("en-US", "no need to cancel it just send it to another address", "change_address"),
        ("es-MX", "no quiero un reembolso, quiero cambiarlo por otra talla", "returns"),
        ("fr-FR", "je ne veux pas de remboursement, je veux l'échanger", "returns"),
        ("de-DE", "ich will nicht stornieren, sondern an eine andere Adresse liefern lassen", "change_address"),
        ("it-IT", "non voglio il rimborso, voglio cambiarlo con un'altra taglia", "returns"),
        ("pt-BR", "não quero reembolso, quero trocar por outro tamanho", "returns"),
        ("pl-PL", "nie chcę anulować, tylko zmienić adres dostawy", "change_address"),
        ("ja-JP", "返金じゃなくて交換してほしいです", "returns"),
    ],
)
def test_the_issue_is_what_is_wanted(intents: IssueClassifiers, locale: str, speech: str, issue: str) -> None:
    assert intents.find(speech, locale).issue == issue


@pytest.mark.parametrize(
    ("locale", "speech", "issue"),
    [
        ("en-US", "it has not arrived", "delivery_problem"),
        ("en-US", "it doesn't work", "product_help"),
        ("en-US", "my package has never arrived", "delivery_problem"),
        ("es-MX", "mi paquete no llegó", "delivery_problem"),
        ("es-MX", "no funciona", "product_help"),
        ("fr-FR", "ça ne marche pas", "product_help"),
        ("de-DE", "mein Paket ist nicht angekommen", "delivery_problem"),
        ("it-IT", "non funziona", "product_help"),
        ("pt-BR", "não chegou", "delivery_problem"),
        ("pl-PL", "paczka nie przyszła", "delivery_problem"),
        ("ja-JP", "荷物が届いていません", "delivery_problem"),
    ],
)
def test_what_is_missing_or_broken_is_no_negated_wish(
    intents: IssueClassifiers, locale: str, speech: str, issue: str
) -> None:
    assert intents.find(speech, locale).issue == issue


@pytest.mark.parametrize(
    ("locale", "speech"),
    [
        ("en-US", "I don't want a refund"),
        ("es-MX", "no quiero un reembolso"),
        ("fr-FR", "je ne veux pas de remboursement"),
        ("de-DE", "ich will keine Erstattung"),
        ("it-IT", "non voglio il rimborso"),
        ("pt-BR", "não quero reembolso"),
        ("pl-PL", "nie chcę zwrotu pieniędzy"),
        ("ja-JP", "返金はいりません"),
    ],
)
def test_a_wish_that_is_only_negated_is_never_sure(intents: IssueClassifiers, locale: str, speech: str) -> None:
    assert not intents.find(speech, locale).sure


@pytest.mark.parametrize(
    ("speech", "halves"),
    [
        ("a return and also a refund", ("a return", "and also a refund")),
        ("cups and plates and also a refund", ("cups and plates", "and also a refund")),
        ("and a refund", None),
        ("a refund", None),
    ],
)
def test_two_wishes_are_parted_in_the_middle(speech: str, halves: tuple[str, str] | None) -> None:
    assert ENGLISH.halves(speech) == halves


@pytest.mark.parametrize(
    ("locale", "speech", "issue"),
    [
        ("en-US", "cancel my order and also my points are missing", "cancel_order"),
        ("de-DE", "wo ist meine Bestellung und dann brauche ich noch eine Rechnung", "order_status"),
        ("es-MX", "quiero devolver unos zapatos y también me cobraron dos veces", "returns"),
        ("ja-JP", "返品したいです。それと領収書がほしいです", "returns"),
    ],
)
def test_of_two_issues_the_line_asks_about_the_first(
    intents: IssueClassifiers, locale: str, speech: str, issue: str
) -> None:
    found = intents.find(speech, locale)
    assert (found.issue, found.sure) == (issue, False)


@pytest.mark.parametrize(
    ("line", "speech", "issue"),
    [
        ("de-DE", "I would like to return these shoes", "returns"),
        ("en-US", "quiero devolver unos zapatos", "returns"),
        ("ja-JP", "where is my refund", "refund"),
        ("fr-FR", "donde está mi pedido", "order_status"),
    ],
)
def test_another_language_of_the_line_is_understood(
    intents: IssueClassifiers, line: str, speech: str, issue: str
) -> None:
    assert intents.find(speech, line).issue == issue
