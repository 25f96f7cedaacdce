"""Is it real? Who reads the answer may pay or tell a code: official is only what truly is, a look-alike is named, and the unknown stays unknown."""

import string
from urllib.parse import urlsplit

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from courses import genuine, likeness
from courses.genuine import By, Entry, Trick, Verdict

VERIFY = Entry("verify", domains=("verify.gov.kh",), senders=("VERIFY",), names=("ពិនិត្យលិខិតរដ្ឋ", "Official document verification"))
POLICE = Entry("police", domains=("hotline.police.gov.kh",), phones=("117",))
CENTRE = Entry("centre", phones=("015 365 222",), apps=("Centre App",))
OURS = Entry("ours", domains=("chbas.example",), senders=("CHBAS",), names=("ច្បាស់",))
OFFICIAL = (VERIFY, POLICE, CENTRE, OURS)
DOMAINS = [domain for entry in OFFICIAL for domain in entry.domains]
SCAMS = (Entry("prize", domains=("prize.example",)), Entry("lucky", names=("LUCKY 88",)))

domains = st.sampled_from(DOMAINS)
labels = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12)
strange = st.builds("{}.{}.example".format, labels, labels)


def judge(typed: str) -> genuine.Answer:
    return genuine.judge(typed, OFFICIAL, SCAMS)


# --- official -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    [
        "verify.gov.kh", "VERIFY.GOV.KH", " verify . gov . kh ", "https://verify.gov.kh/doc/0042?x=1#y", "http:verify.gov.kh", "verify.gov.kh:443/x",
        "www.verify.gov.kh", "ver\u200bify.gov.kh", "\ufeffverify.gov.kh។", "«verify.gov.kh»", "verify.gov.kh.", "verify%2egov.kh", "verify。gov。kh",
        "ｖｅｒｉｆｙ.gov.kh", "info@verify.gov.kh", "https://evil.example@verify.gov.kh", "សូមមើល verify.gov.kh",
    ],
)  # fmt: skip
def test_an_official_address_is_known_however_it_is_typed(typed):
    answer = judge(typed)

    assert (answer.verdict, answer.keys, answer.by, answer.seen.endswith("verify.gov.kh")) == (Verdict.OFFICIAL, ("verify",), By.DOMAIN, True)


@given(domains, labels, labels, st.sampled_from(["", "http://", "https://", "HTTPS://", "//"]), st.sampled_from(["", " ", "\u200b", "\n", "។"]))
def test_whatever_stands_below_an_official_address_is_official(domain, below, path, scheme, around):
    assert judge(f"{around}{scheme}{below}.{domain.upper()}/{path}{around}").verdict is Verdict.OFFICIAL


@pytest.mark.parametrize(
    ("typed", "key", "by"),
    [
        ("CHBAS", "ours", By.SENDER), ("chbas", "ours", By.SENDER), ("ច្បាស់", "ours", By.NAME), ("Centre-app", "centre", By.APP),
        ("ពិនិត្យលិខិត រដ្ឋ", "verify", By.NAME), ("official document  VERIFICATION", "verify", By.NAME), ("015 365 222", "centre", By.PHONE),
        ("០១៥៣៦៥២២២", "centre", By.PHONE), ("+855 15 365 222", "centre", By.PHONE), ("១១៧", "police", By.PHONE),
    ],
)  # fmt: skip
def test_a_name_or_a_number_of_the_list_is_known_by_what_it_is(typed, key, by):
    answer = judge(typed)

    assert (answer.verdict, answer.keys, answer.by) == (Verdict.OFFICIAL, (key,), by)


# --- what only looks official -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "seen", "trick", "resembles"),
    [
        ("https://verify.gov.kh@evil.example", "evil.example", Trick.BEFORE_AT, "verify.gov.kh"),
        ("https://tax.gov.kh@evil.example", "evil.example", Trick.BEFORE_AT, ".gov.kh"),
        ("http://verify.gov.kh:80@evil.example:80/verify", "evil.example", Trick.BEFORE_AT, "verify.gov.kh"),
        ("https://verify.gov.kh%2f@evil.example", "evil.example", Trick.BEFORE_AT, "verify.gov.kh"),
        ("verify.gov.kh.example.com", "verify.gov.kh.example.com", Trick.INSIDE, "verify.gov.kh"),
        ("tax.gov.kh.example.com", "tax.gov.kh.example.com", Trick.INSIDE, ".gov.kh"),
        ("verify-gov-kh.com", "verify-gov-kh.com", Trick.INSIDE, "verify.gov.kh"),
        ("verifygov.kh", "verifygov.kh", Trick.INSIDE, "verify.gov.kh"),
        ("verify.gov.kh／.evil.example", "verify.gov.kh/.evil.example", Trick.INSIDE, "verify.gov.kh"),
        ("verify.gov.kh⁄x.evil.example", "verify.gov.kh⁄x.evil.example", Trick.INSIDE, "verify.gov.kh"),
        ("vеrify.gov.kh", "vеrify.gov.kh", Trick.LETTERS, "verify.gov.kh"),  # one letter is Cyrillic
        ("xn--vrify-zwe.gov.kh", "xn--vrify-zwe.gov.kh", Trick.LETTERS, "verify.gov.kh"),
        ("www.verlfy.gov.kh", "www.verlfy.gov.kh", Trick.LETTERS, "verify.gov.kh"),
        ("verìfy.gov.kh", "verìfy.gov.kh", Trick.LETTERS, "verify.gov.kh"),
        ("chbаs.example", "chbаs.example", Trick.LETTERS, "chbas.example"),
        ("verfy.gov.kh", "verfy.gov.kh", Trick.CLOSE, "verify.gov.kh"),
        ("verify.gov.hk", "verify.gov.hk", Trick.CLOSE, "verify.gov.kh"),
        ("evil.example/verify.gov.kh/0042", "evil.example", Trick.PATH, "verify.gov.kh"),
        ("evil.example\\@verify.gov.kh", "evil.example", Trick.PATH, "verify.gov.kh"),
        ("1.2.3.4/verify.gov.kh", "1.2.3.4", Trick.PATH, "verify.gov.kh"),
        ("CHBA5", "CHBA5", Trick.LETTERS, "CHBAS"),
        ("pay now: verify-gov.kh, not verify.gov.kh", "verify-gov.kh", Trick.INSIDE, "verify.gov.kh"),  # of several, the worst
    ],
)
def test_a_look_alike_is_named_with_its_trick(typed, seen, trick, resembles):
    answer = judge(typed)

    assert (answer.verdict, answer.seen, answer.trick, answer.resembles) == (Verdict.LIKE, seen, trick, resembles)


@given(domains, strange)
def test_an_official_address_before_the_sign_at_before_other_words_or_after_a_stroke_is_a_trick(domain, host):
    tricks = [judge(f"https://{domain}@{host}/"), judge(f"{domain}.{host}"), judge(f"https://{host}/{domain}")]

    assert [one.verdict for one in tricks] == [Verdict.LIKE] * 3


ODD = {"a": "а", "e": "е", "o": "о", "c": "с", "p": "р", "y": "у", "i": "і", "h": "һ", "s": "ѕ"}


@given(domains, st.data())
def test_one_letter_of_another_alphabet_is_seen_also_as_browsers_write_it(domain, data):
    at = data.draw(st.sampled_from([at for at, letter in enumerate(domain) if letter in ODD]))
    odd = domain[:at] + ODD[domain[at]] + domain[at + 1 :]
    written = ".".join(one if one.isascii() else "xn--" + one.encode("punycode").decode() for one in odd.split("."))

    assert [(one.verdict, one.resembles) for one in (judge(odd), judge(written))] == [(Verdict.LIKE, domain)] * 2


@given(st.text(max_size=60) | st.builds("https://{}{}".format, st.text(max_size=8), domains) | st.builds("{}{}".format, domains, st.text(max_size=8)))
@example("https://verify.gov.kh[")
@example("evil\u2024.verify.gov.kh")
@example("xn--verify-.gov.kh")
@example("xn--\u00e9.gov.kh")
def test_nobody_becomes_official_whose_address_does_not_end_officially(typed):
    answer = judge(typed)

    if answer.verdict is Verdict.OFFICIAL and answer.by is By.DOMAIN:
        assert any(answer.seen == one or answer.seen.endswith("." + one) for one in DOMAINS)
        assert genuine.is_host(answer.seen)


@given(labels, labels, st.sampled_from(["/", "?", "#", "\\", ":80/"]), domains)
def test_the_address_judged_is_the_one_a_browser_goes_to(user, host, end, domain):
    typed = f"https://{user}@{host}.example{end}{domain}"

    assert judge(typed).seen == urlsplit(typed.replace("\\", "/")).hostname


# --- neither ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "is_government"),
    [
        ("example.com", False), ("mef.gov.kh", True), ("nbc.gov.kh", True), ("myverify.gov.kh", True), ("gov.kh", True), ("verify.com", False),
        ("verify..gov.kh", False), ("1.2.3.4", False), ("ធនាគារ", False), ("012 345 678", False), ("", False), ("?!«»។", False), ("ក" * 200, False),
    ],
)  # fmt: skip
def test_what_is_not_on_the_list_is_called_nothing_else(typed, is_government):
    answer = judge(typed)

    assert (answer.verdict, answer.keys, answer.is_government) == (Verdict.UNLISTED, (), is_government)


@given(strange)
def test_an_address_of_others_is_unlisted(host):
    assume("gov" not in host and "chbas" not in host and not any(likeness.has_odd_letters(host, one) for one in DOMAINS))

    assert judge(host).verdict is Verdict.UNLISTED


@pytest.mark.parametrize("typed", ["prize.example", "https://www.Prize.example/win", "lucky88", "Lucky 88", "prize.example verify.gov.kh"])
def test_what_swindlers_are_known_to_use_is_called_so(typed):
    assert judge(typed).verdict is Verdict.SCAM


def test_an_ending_that_everybody_shares_makes_nobody_official_and_nobody_a_scam():
    shared = [Entry("all", domains=("gov.kh", "com", "pages.dev"))]

    assert [genuine.judge(one, shared).verdict for one in ("tax.gov.kh", "evil.com", "evil.pages.dev")] == [Verdict.UNLISTED] * 3
    assert genuine.judge("tax.gov.kh", [], shared).verdict is Verdict.UNLISTED


@given(st.text(max_size=200))
def test_whatever_is_typed_gets_an_answer(typed):
    assert judge(typed).verdict in Verdict


def test_looking_alike_goes_both_ways_and_is_no_more_than_one_step():
    typed = ("veriffy.gov.kh", "evrify.gov.kh", "vrfy.gov.kh", "verifying.gov.kh")
    assert [likeness.is_close(one, "verify.gov.kh", is_closed=False) for one in typed] == [True, True, False, False]
    assert [likeness.is_close(one, "nbc.gov.kh", is_closed=closed) for one, closed in (("nbs.gov.kh", True), ("nbc.gov.hk", False))] == [False, True]
    assert likeness.is_close("a.kh", "b.kh", is_closed=False) is False  # too short to say
