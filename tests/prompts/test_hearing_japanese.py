"""What Japanese callers mean, in their words: menus, keys, order numbers and postcodes."""

import pytest

from prompts.hearing import Hearing

from .menus import AFTER_ORDER, MAIN_MENU

MAIN = [
    ("注文した荷物がまだ届かないんですけど", "find_order"),
    ("荷物は今どこにありますか", "find_order"),
    ("いつ届くか知りたいんですが", "find_order"),
    ("配送状況を教えてください", "find_order"),
    ("靴を返品したいんですが", "returns"),
    ("サイズを交換してほしい", "returns"),
    ("返金はいつになりますか", "refund"),
    ("お金がまだ戻ってこないんですが", "refund"),
    ("ポイントがいくつあるか知りたい", "loyalty"),
    ("クーポンが使えません", "other"),
    ("オペレーターにつないでください", "hand_off"),
    ("人と話したいんですけど", "hand_off"),
    ("英語は話せますか", "en-US"),
    ("English please", "en-US"),
]
AFTER = [
    ("もう一度お願いします", "read_order"),
    ("もう一回言ってください", "read_order"),
    ("それは私の注文ではありません", "find_order"),
    ("別の注文もあります", "find_order"),
    ("リンクを携帯に送ってください", "text_link"),
    ("ほかに質問があります", "main_menu"),
    ("担当者と話したいです", "hand_off"),
]
WISHES = [
    ("もう一度", "repeat"),
    ("すみません、聞こえませんでした", "repeat"),
    ("何て言いましたか", "repeat"),
    ("もう一回お願いします", "repeat"),
    ("オペレーター", "person"),
    ("担当者につないでください", "person"),
    ("人間と話したい", "person"),
    ("誰かと直接話したいんですが", "person"),
]
NO_WISHES = ["一〇〇一", "千一です", "注文番号は1001です", "にさんよんご", "今手元にありません"]
NO_OPTIONS = ["今何時ですか", "こんにちは", "いい天気ですね", "わかりません", "ありがとうございます", ""]


@pytest.mark.parametrize(
    ("menu", "speech", "meant"),
    [*((MAIN_MENU, *row) for row in MAIN), *((AFTER_ORDER, *row) for row in AFTER)],
)
def test_an_option_can_be_asked_for_in_the_callers_own_words(
    hearing: Hearing, menu: tuple[str, ...], speech: str, meant: str
) -> None:
    chosen = hearing.choose(speech, menu, "ja-JP")
    assert chosen is not None
    assert chosen.partition(".")[2] == meant


@pytest.mark.parametrize(("speech", "meant"), WISHES)
def test_a_person_and_a_repetition_can_be_asked_for_anywhere(hearing: Hearing, speech: str, meant: str) -> None:
    assert hearing.universal(speech, "ja-JP").universal == meant


@pytest.mark.parametrize("speech", NO_WISHES)
def test_an_order_number_is_no_wish_for_a_person(hearing: Hearing, speech: str) -> None:
    assert hearing.universal(speech, "ja-JP").universal not in ("person", "repeat")


@pytest.mark.parametrize("speech", NO_OPTIONS)
def test_what_means_none_of_the_options_is_refused(hearing: Hearing, speech: str) -> None:
    assert hearing.choose(speech, MAIN_MENU, "ja-JP") is None


CODES = [
    ("1001", "1001"),
    ("１００１", "1001"),
    ("1 0 0 1", "1001"),
    ("一〇〇一", "1001"),
    ("いちゼロゼロいち", "1001"),
    ("いち ぜろ ぜろ いち", "1001"),
    ("イチ、レイ、レイ、イチ", "1001"),
    ("いちまるまるいち", "1001"),
    ("千一", "1001"),
    ("二千三百五", "2305"),
    ("五千百二十三", "5123"),
    ("ごせんひゃくにじゅうさん", "5123"),
    ("さんぜんろっぴゃく", "3600"),
    ("一万二千", "12000"),
    ("二十一", "21"),
    ("百十一", "111"),
    ("にさんよんごろくななはちきゅう", "23456789"),
    ("しちはちきゅう", "789"),
    ("郵便番号は100の0001です", "1000001"),
    ("一〇〇の〇〇〇一", "1000001"),
    ("100-0001", "1000001"),
    ("えーっと注文番号は5123ですけど", "5123"),
    ("はい、5123でお願いします", "5123"),
    ("ダブリューエム1001", "WM1001"),
    ("ＷＭ１００１", "WM1001"),
    ("ワシントンのWメキシコのMいちゼロゼロいち", "WM1001"),
    ("A1001です", "A1001"),
    ("注文は二つあります", ""),
    ("もう一度お願いします", ""),
    ("今手元にありません", ""),
    ("少々お待ちください", ""),
    ("日本に送る荷物です", ""),
    ("わかりません", ""),
    ("はい", ""),
]


@pytest.mark.parametrize(("speech", "code"), CODES)
def test_a_code_said_aloud_is_written_down(hearing: Hearing, speech: str, code: str) -> None:
    assert hearing.code(speech, "ja-JP") == code


KEYS = [
    ("2", "2"),
    ("に", "2"),
    ("二番", "2"),
    ("2番お願いします", "2"),
    ("ゼロ", "0"),
    ("ゼロを押します", "0"),
    ("こめじるし", "*"),
    ("シャープ", "#"),
    ("十二", None),
    ("もう一度", None),
    ("", None),
]


@pytest.mark.parametrize(("speech", "key"), KEYS)
def test_a_key_can_be_named(hearing: Hearing, speech: str, key: str | None) -> None:
    assert hearing.key(speech, "ja-JP") == key
