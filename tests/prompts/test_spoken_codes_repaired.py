"""Codes as callers really say them: corrected, begun again, spelt by radio words, with many zeros."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.hearing import Hearing

SAID = {
    "en-US": [
        ("five one two... five one two four", "5124"),
        ("five one two three no sorry two four", "5124"),
        ("WM 1004 sorry 1005", "WM1005"),
        ("one zero zero hold on one zero zero seven", "1007"),
        ("WM ten oh four no ten oh five", "WM1005"),
        ("five one two three no sorry five one two four", "5124"),
        ("WM12 no wait WM13", "WM13"),
        ("five one two um five one two four", "5124"),
        ("five one, sorry, five one two four", "5124"),
        ("eight eight two, sorry, eight eight zero two", "8802"),
        ("five one two four I think", "5124"),
        ("one two three no four", "124"),
        ("WM one two three four, no, five", "WM1235"),
        ("W M 1 2 3 4 no sorry 1 2 3 5", "WM1235"),
        ("won two three for", "1234"),
        ("one to three for", "1234"),
        ("ate ate won oh", "8810"),
        ("my order for one zero zero one", "1001"),
        ("w m dash 4", "WM4"),
        ("w m dash one zero zero four", "WM1004"),
        ("a hundred thousand and one", "100001"),
        ("one million two", "1000002"),
        ("kilo one alpha zero bravo one", "K1A0B1"),
        ("K as in king one A as in apple zero B as in boy one", "K1A0B1"),
        ("K as in king 1 a 0 b 1", "K1A0B1"),
        ("1234 AB", "1234AB"),
        ("1234 ab", "1234AB"),
        ("twelve thirty four A B", "1234AB"),
        ("four zeros", "0000"),
        ("one four zeros seven", "100007"),
        ("10 four zeros", "100000"),
        ("1 4 zeros", "10000"),
        ("two fives nine", "559"),
        ("whiskey mike one oh oh two", "WM1002"),
        ("let me see one two three four", "1234"),
        ("one two start over one two five six", "1256"),
        ("I don't have it", ""),
        ("no", ""),
        ("no I don't", ""),
        ("that would be one thousand and fifty", "1050"),
        ("5 1 2 3 no sorry 5 1 2 4", "5124"),
        ("uh nine four one oh three", "94103"),
        ("double oh seven", "007"),
        ("november", ""),
        ("at the hotel", ""),
    ],
    "es-MX": [
        ("cien mil uno", "100001"),
        ("cuatro ceros", "0000"),
        ("uno dos tres no perdón uno dos cuatro", "124"),
        ("cinco uno dos tres digo cinco uno dos cuatro", "5124"),
        ("cinco cuatro ceros", "50000"),
        ("mande", ""),
        ("W M guion mil uno", "WM1001"),
        ("M de México uno dos tres", "M123"),
        ("un millón dos", "1000002"),
        ("cero seis seis cero cero", "06600"),
        ("kilo uno alfa cero bravo uno", "K1A0B1"),
    ],
    "fr-FR": [
        ("cent mille un", "100001"),
        ("quatre-vingt-treize cent", "9300"),
        ("quatre vingt treize cent", "9300"),
        ("quatre zéros", "0000"),
        ("soixante-quinze zéro zéro huit", "75008"),
        ("un deux trois non pardon un deux quatre", "124"),
        ("w m tiret mille un", "WM1001"),
        ("M comme Marcel un deux", "M12"),
        ("kilo un alpha zéro bravo un", "K1A0B1"),
    ],
    "de-DE": [
        ("hunderttausendeins", "100001"),
        ("achtzig drei einunddreißig", "80331"),
        ("achtzig dreihunderteinunddreißig", "80331"),
        ("acht null drei drei eins", "80331"),
        ("vier Nullen", "0000"),
        ("eins zwei drei nein Entschuldigung eins zwei vier", "124"),
        ("zehn eins eins fünf", "10115"),
        ("zweiundvierzig tausend", "42000"),
        ("dreihundertachtzig", "380"),
        ("eintausendzweihundertvierunddreißig", "1234"),
        ("W M Strich eintausendeins", "WM1001"),
    ],
    "it-IT": [
        ("centomilauno", "100001"),
        ("un milione due", "1000002"),
        ("quattro zeri", "0000"),
        ("zero zero uno otto quattro", "00184"),
        ("milleduecento anzi milletrecento", "1300"),
        ("uno due tre no scusi uno due quattro", "124"),
        ("Washington Milano uno zero zero uno", "WM1001"),
        ("emme come Milano uno due", "M12"),
    ],
    "pt-BR": [
        ("quilo um alfa zero bravo um", "K1A0B1"),
        ("K de kilo um A de amor zero B de bola um", "K1A0B1"),
        ("cem mil e um", "100001"),
        ("W M traço 4", "WM4"),
        ("quatro zeros", "0000"),
        ("um dois três não desculpa um dois quatro", "124"),
        ("zero um três um zero cem", "01310100"),
        ("zero um três um zero traço um zero zero", "01310100"),
        ("meia meia sete", "667"),
        ("um dois três quer dizer um dois quatro", "124"),
    ],
    "pl-PL": [
        ("K jak Karol jeden A jak Adam zero B jak Barbara jeden", "K1A0B1"),
        ("sto tysięcy jeden", "100001"),
        ("1234 AB", "1234AB"),
        ("W M kreska 4", "WM4"),
        ("cztery zera", "0000"),
        ("pięć zer", "00000"),
        ("jeden dwa trzy nie przepraszam jeden dwa cztery", "124"),
        ("zero zero myślnik dziewięć pięć zero", "00950"),
        ("trzy dwójki", "222"),
        ("Karol jeden Adam", "K1A"),
    ],
    "ja-JP": [
        ("いちにさんし", "1234"),
        ("ゼロが四つ", "0000"),
        ("キングのKいちアメリカのAゼロボーイのBいち", "K1A0B1"),
        ("キロワンアルファゼロブラボーワン", "K1A0B1"),
        ("十万一", "100001"),
        ("1234 AB", "1234AB"),
        ("わかりました", ""),
        ("注文しました", ""),
        ("WMハイフン4", "WM4"),
        ("ごいちにいさん", "5123"),
        ("いちにさん、いや、いちにいよん", "124"),
        ("ダブリューエムいちぜろぜろいち", "WM1001"),
        ("一六〇の〇〇二二", "1600022"),
        ("注文番号は一二三四です", "1234"),
        ("いち ぜろ えっと いち ぜろ ぜろ いち", "1001"),
        ("わかりません", ""),
    ],
}
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def spoken(code: str) -> str:
    return " ".join(DIGITS[int(digit)] for digit in code)


@pytest.mark.parametrize(("locale", "speech", "code"), [(each, *row) for each, rows in SAID.items() for row in rows])
def test_a_code_is_written_down_as_it_was_meant(hearing: Hearing, locale: str, speech: str, code: str) -> None:
    assert hearing.code(speech, locale) == code


@given(st.text(alphabet="0123456789", min_size=4, max_size=8), st.text(alphabet="0123456789", min_size=8, max_size=9))
def test_what_is_said_in_place_of_a_code_counts(hearing: Hearing, wrong: str, right: str) -> None:
    assert hearing.code(f"{spoken(wrong)}, no sorry, {spoken(right)}", "en-US") == right


@given(st.text(alphabet="0123456789", min_size=4, max_size=9), st.integers(min_value=2, max_value=3))
def test_a_code_begun_again_counts_once(hearing: Hearing, code: str, begun: int) -> None:
    assert hearing.code(f"{spoken(code[:begun])}, um, {spoken(code)}", "en-US") == code
