"""What a reader may count on: short sentences, one word for one thing, no shame, a next step after fear, and nothing we cannot stand behind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.prose import claims, house, language, lesson, passages, shares, text
from courses.prose.passages import GENUINE, OURS, SCAM, Passage

TERMS = [
    {"id": "link", "term": "តំណភ្ជាប់", "avoid": ["លីង", "លីង្ក"]},
    {"id": "otp", "term": "លេខកូដ OTP", "avoid": ["កូដ OTP"]},
    {"id": "pin", "term": "លេខសម្ងាត់ (PIN)", "everyday": True},
    {"id": "police", "term": "នគរបាល", "everyday": True, "avoid": ["ប៉ូលិស"]},
]
SERVICES = [
    {"id": "verify", "name": "ពិនិត្យលិខិតរដ្ឋ", "name_en": "Verification", "domains": ["verify.gov.kh"], "certainty": "published"},
    {"id": "fcc", "name": "FCC", "name_en": "FCC", "domains": [], "phones": ["015 365 222"], "certainty": "published"},
    {"id": "id", "name": "CamDigiKey អត្តសញ្ញាណ", "name_en": "Digital identity", "domains": ["id.gov.kh"], "certainty": "unverified"},
    {"id": "nssf", "name": "បេឡាជាតិ", "name_en": "NSSF app", "domains": [], "phones": ["023 000 111"], "certainty": "unverified"},
]
WORDS = {
    "shame": "ល្ងង់\nកំហុសអ្នក", "negation": "មិន\nមិនមែន\nមិនមែនជា", "fear": "ភ័យ\nគ្រោះថ្នាក់", "action": "ឈប់\nសួរ", "law": "ច្បាប់",
    "preparing": "កំពុងរៀបចំ", "brands": "Wing\nវីង", "accusing": "បោក", "numbers": "117", "public": "SEVA\nក្រសួង", "deadline": "មុនថ្ងៃទី",
    "spelling": "អោយ → ឱ្យ\nឲ្យ → ឱ្យ",
}  # fmt: skip
RULES = house.build({name: {"words": words} for name, words in WORDS.items()}, TERMS, SERVICES)
SENTENCE = "គាត់ទៅទិញត្រី"  # four words


def ours(words: str, role: str = "body") -> Passage:
    return Passage("here", words, role)


def told(passage: Passage, rules=language.of_passage, **other) -> list[tuple[str, object]]:
    """What is said about a text: each rule and the first thing it names."""
    return [(one.rule, next(iter(one.values.values()))) for one in rules(passage, RULES, **other) if not one.advice]


def claimed(words: str, voice: str = OURS, role: str = "text", listed=None) -> list[str]:
    return [rule for rule, _value in told(Passage("here", words, role, voice), claims.of_passage, listed=listed)]


# --- words ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "count"),
    [("", 0), ("។ ៖ «»", 0), (SENTENCE, 4), ("មើល verify.gov.kh សិន", 3), ("បង់ 7,200 ៛។", 2), ("១. ឈប់\n២. គិត", 4)],
)
def test_words_are_counted_without_signs(words, count):
    assert text.count(words) == count


@given(st.text(st.sampled_from("កខគងទៅផ្សារមក ។?!\n«»1a"), max_size=60))
def test_no_letter_is_lost_and_no_word_is_empty(words):
    def letters(found):
        return [one for one in "".join(found) if one.isalnum()]

    assert "" not in text.words(words)
    assert letters(text.words(words)) == letters(words) == letters(text.sentences(words))


@pytest.mark.parametrize(
    ("phrase", "words", "stands"),
    [
        ("លីង", "កុំចុចលីងនោះ", True),
        ("លីង", "«លីង»។", True),
        ("លីង", "លីង្ក", False),
        ("កូដ", "ប្រាប់លេខកូដ", False),  # inside another word
        ("រូបិយប័ណ្ណ", "៣. រូបិយប័ណ្ណ៖ ៛ ឬ $។", True),  # where no line may end
        ("", "ណា", False),
    ],
)
def test_a_phrase_is_found_only_where_it_stands_for_itself(phrase, words, stands):
    assert any(text.spans(phrase, words)) == stands


@pytest.mark.parametrize(("wrong", "words", "found"), [("អោយ", "ធ្វើអោយភ័យ", True), ("ឲ្យ", "ប្រាប់ឲ្យ។", True), ("រ", "ប្រាប់", False), ("", "ក", False)])
def test_a_misspelling_is_found_inside_words_but_not_inside_syllables(wrong, words, found):
    assert text.spelled(wrong, words) == found


# --- one text -------------------------------------------------------------------------------------------------------------
def test_a_sentence_has_at_most_eighteen_words_and_better_twelve():
    remarks = [list(language.of_passage(ours(" ".join([SENTENCE] * times)), RULES)) for times in (3, 4, 5)]
    assert [[(one.rule, one.values["words"], one.advice) for one in found] for found in remarks] == [
        [], [("sentence", 16, True)], [("sentence", 20, False)],
    ]  # fmt: skip
    assert told(ours(f"{SENTENCE}។ {SENTENCE}! {SENTENCE}? {SENTENCE}\n{SENTENCE}")) == []


@pytest.mark.parametrize(("role", "most"), [("answer", 12), ("plain", 12), ("feedback", 30), ("explanation", 35)])
def test_answers_and_what_follows_them_are_short(role, most):
    fits = "។ ".join([SENTENCE] * (most // 4))
    assert [told(ours(fits, role)), told(ours(f"{fits}។ {SENTENCE}", role))] == [[], [("words", most // 4 * 4 + 4)]]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("ហៅប៉ូលិសភ្លាម", [("avoid", "ប៉ូលិស")]),
        ("ចុចលីង្ក", [("avoid", "លីង្ក")]),
        ("ធ្វើអោយភ័យ", [("avoid", "អោយ")]),
        ("ប្រាប់កូដ OTP", [("avoid", "កូដ OTP")]),
        ("មិនត្រូវការលេខកូដ OTP ទេ", []),  # cut by the segmenter before កូដ
        ("ហៅនគរបាល ឱ្យជួយ", []),
        ("អ្នកល្ងង់ណាស់", [("shame", "ល្ងង់")]),
        ("នេះកំហុសអ្នក", [("shame", "កំហុសអ្នក")]),
        ("មិនមែនជាកំហុសអ្នកទេ", []),
        ("មិនអីទេ។ អ្នកល្ងង់ណាស់", [("shame", "ល្ងង់")]),
    ],
)
def test_one_thing_has_one_word_and_nobody_is_shamed(words, wanted):
    assert told(ours(words)) == wanted
    assert told(Passage("here", words, "text", SCAM)) == []  # a message may speak as people do


@pytest.mark.parametrize("words", ["7,200 ៛", "បង់ 500 ៛។", "US$ 7.20", "50 ដុល្លារ", "1,000 ដុល្លារ", "7,200 USD", "៛ ឬ $", "ពីរដុល្លារ", "៣ ថ្ងៃ"])
def test_money_is_written_as_cambodians_print_it(words):
    assert told(ours(words)) == []


@pytest.mark.parametrize("words", ["7200 ៛", "7,200៛", "៧,២០០ ៛", "7.200 ៛", "៛ 7,200", "៛7,200", "72,00 ៛"])
def test_riel_have_commas_a_space_and_latin_digits_in_messages_too(words):
    assert [rule for rule, _ in told(ours(words))][:1] == ["money"]
    assert [rule for rule, _ in told(Passage("here", words, "text", GENUINE))][:1] == ["money"]


@pytest.mark.parametrize("words", ["$7", "7 $", "US$7.20", "៥០ ដុល្លារ", "1000 ដុល្លារ", "7200 រៀល", "1000 USD"])
def test_a_message_may_write_dollars_as_people_do_and_we_may_not(words):
    assert [rule for rule, _ in told(ours(words))] == ["money"]
    assert told(Passage("here", words, "text", SCAM)) == []


@pytest.mark.parametrize(
    ("words", "mixed"),
    [
        ("ពី 5 ថ្ងៃ ទៅ ៥ ថ្ងៃ", True),
        ("ពី 5 ថ្ងៃ ទៅ 7 ថ្ងៃ", False),
        ("ក្នុង ៣ ថ្ងៃ បង់ 5,000 ៛", False),  # nothing is compared
        ("១2 ថ្ងៃ", True),
        ("ពី 5 ថ្ងៃ។ ទៅ ៥ ថ្ងៃ", False),  # two sentences
        ("បង់ ៥០ ដុល្លារ មិនមែន 7,200 ៛", True),
    ],
)
def test_what_is_compared_has_one_script_of_digits(words, mixed):
    assert ("digits" in [rule for rule, _ in told(Passage("here", words, "text", SCAM))]) == mixed


# --- what we can stand behind ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("seva.gov.kh/pay phkachhouk.example www.example.com x.seva.gov.kh", []),
        ("ចុងវាគឺ .gov.kh ឬ gov.kh", []),
        ("ឯកសារ video.apk និង រូប.jpg", []),
        ("ទៅ facebook.com", ["domain"]),
        ("ទៅ seva-gov.kh", ["domain"]),
        ("ទៅ seva.gov.kh.info", ["domain"]),
        ("ទៅ verify.gov.kh", []),
        ("ទៅ id.gov.kh", ["unverified"]),
        ("សរសេរទៅ info@bank.com", ["domain"]),
    ],
)
def test_an_address_is_made_up_or_official(words, wanted):
    assert claimed(words) == wanted


def test_a_lesson_lists_the_service_whose_address_it_names():
    assert [claimed("ទៅ verify.gov.kh", listed=listed) for listed in ((), ("verify",), None)] == [["unlisted"], [], []]


@pytest.mark.parametrize("words", ["verify.gov.kh.example.com", "bad.example/verify.gov.kh", "verify.gov.kh@bad.example"])
def test_who_poses_as_a_real_office_stands_only_in_a_fake_message_or_where_we_explain_it(words):
    assert [claimed(words, SCAM), claimed(words, GENUINE), claimed(words, role="body"), claimed(words, role="why")] == [
        [], ["look_alike"], ["look_alike"], [],
    ]  # fmt: skip
    assert claimed("verify.gov.kh.info", SCAM) == ["look_alike"]  # which somebody may own


@pytest.mark.parametrize(
    ("words", "wanted"), [("seva.gov.kh.example.com", ["look_alike"]), ("x.example/seva.gov.kh", ["look_alike"]), ("seva.gov.kh/x", [])]
)
def test_a_real_message_does_not_pose(words, wanted):
    assert [claimed(words, GENUINE), claimed(words, SCAM)] == [wanted, []]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("ហៅ 000 000 000 ឬ +855 000 000 000", []),
        ("ហៅ ០១២ ៣៤៥ ៦៧៨", ["phone"]),
        ("ហៅ 012345678", ["phone"]),
        ("ហៅ +44 20 7946 0000", ["phone"]),
        ("ហៅ 015 365 222", []),
        ("ហៅ 023 000 111", ["phone"]),
        ("ចុច *000#", []),
        ("ចុច *855*1#", ["phone"]),
        ("លេខ 0418 ថ្ងៃទី 05/09/2026 ចំនួន 40,000 ៛", []),
        ("ហៅ 117", ["unverified"]),
    ],
)
def test_a_number_is_made_up_or_official(words, wanted):
    assert claimed(words) == wanted


def test_the_number_of_a_made_up_letter_is_no_telephone():
    assert claimed("លិខិតលេខ 117", role="context") == []


@pytest.mark.parametrize(("words", "wanted"), [("បើក CamDigiKey", 1), ("សួរ NSSF", 1), ("ទៅបេឡាជាតិ", 1), ("ទៅក្រសួង ឬ app", 0)])
def test_what_nobody_verified_is_not_told(words, wanted):
    assert claimed(words) == ["unverified"] * wanted


@pytest.mark.parametrize("words", ["ភ្នាក់ងារ Wing", "ទៅវីង", "wing-job.example"])
def test_no_message_bears_the_name_of_a_real_company(words):
    assert [claimed(words, voice) for voice in (SCAM, GENUINE)] == [["brand"]] * 2


def test_a_real_company_is_never_accused_and_else_named_only_with_care():
    assert [claimed("Wing បោកយើង"), claimed("បើកលុយនៅ Wing")] == [["brand"], []]
    (advice,) = claims.of_passage(ours("បើកលុយនៅ Wing"), RULES)
    assert (advice.rule, advice.advice) == ("brand", True)


@pytest.mark.parametrize(("words", "asked"), [("ច្បាប់ហាម", ["law"]), ("កម្ពុជាកំពុងរៀបចំច្បាប់", []), ("ទៅផ្សារ", [])])
def test_the_reviewer_sees_every_sentence_about_law_that_is_not_said_to_be_in_preparation(words, asked):
    assert [one.rule for one in claims.of_passage(ours(words), RULES)] == asked


# --- a lesson -------------------------------------------------------------------------------------------------------------
def step(kind: str, body: str = "មើល", **other) -> dict:
    message = {"sender": "000", "truth": "scam", "text": "អបអរ"} if kind == "example" else None
    return {"id": "s", "kind": kind, "title": "ចំណង", "body": body} | ({"message": message} if message else {}) | other


def taught(*steps: dict, **other) -> dict:
    return {"title": "មេរៀន", "objective": "អ្នកអាច", "key_message": "មើល", "sms": "មើល", "steps": list(steps), "questions": [], "draws": 0} | other


def whole(*steps: dict, **other) -> list[tuple[str, str]]:
    return [(one.place, one.rule) for one in lesson.of_whole(taught(*steps, **other), RULES) if not one.advice]


GOOD = (step("learn"), step("do"), step("rule"), step("plan"))


def test_a_lesson_has_four_to_six_steps_one_rule_and_ends_in_a_plan():
    assert whole(*GOOD) == []
    assert whole(*GOOD[1:]) == [("steps", "steps")]
    assert whole(*GOOD[:1] * 4, *GOOD[1:]) == [("steps", "steps")]
    assert whole(*GOOD, step("do")) == [("steps.4.kind", "plan")]
    assert whole(step("rule"), *GOOD) == [("steps", "rule")]
    assert whole() == [("steps", "steps"), ("steps", "rule"), ("steps", "plan")]


def test_a_step_fits_on_a_screen_and_the_rule_may_be_a_little_longer():
    words = "។ ".join([SENTENCE] * 9)  # 36
    assert whole(step("do", words), *GOOD[1:]) == [("steps.0.body", "words")]
    assert whole(step("learn"), step("do"), step("rule", words), step("plan")) == []
    assert whole(step("do", words), step("do"), step("rule", f"{words}។ {words}"), step("plan")) == [
        ("steps.0.body", "words"), ("steps.2.body", "words"), ("steps.2.body", "signs"),
    ]  # fmt: skip
    assert whole(step("do", title="ក" * 35), *GOOD[1:]) == [("steps.0.title", "signs")]


def test_a_new_word_is_explained_where_it_comes_first_and_only_one_at_a_time():
    says = step("do", "មើលតំណភ្ជាប់")
    assert whole(says, *GOOD[1:]) == [("steps.0", "unexplained")]
    assert whole(says | {"term": "link"}, says, *GOOD[2:]) == []
    assert whole(step("do", "តំណភ្ជាប់ ឬលេខកូដ OTP", term="link"), *GOOD[1:]) == [("steps.0", "new_words")]
    assert whole(step("do", "លេខសម្ងាត់ ហើយនគរបាល"), *GOOD[1:]) == []  # everybody knows these
    assert whole(step("do", message={"sender": "តំណភ្ជាប់", "truth": "genuine", "text": "ក"}), *GOOD[1:]) == []


def test_a_word_that_is_explained_for_nothing_or_too_late_is_advice():
    asked = [{"text": "តំណភ្ជាប់ជាអ្វី?", "choices": [{"text": "ក", "feedback": "ខ"}], "explanation": "គ"}]
    found = list(lesson.of_whole(taught(step("do", term="otp"), *GOOD[1:], questions=asked), RULES))
    assert [(one.place, one.rule, one.advice) for one in found] == [("steps.0.term", "unused", True), ("questions", "late", True)]


@pytest.mark.parametrize(
    ("steps", "wanted"),
    [
        ([step("example"), step("rule"), step("do"), step("plan")], []),
        ([step("example"), step("learn"), step("rule"), step("plan")], []),
        ([step("example"), step("learn"), step("learn"), step("rule"), step("plan")], [("steps.0", "risk")]),
        ([step("learn", "គ្រោះថ្នាក់ ឈប់សិន"), step("learn"), step("learn"), step("rule"), step("plan")], [("steps.0", "risk")]),
        ([step("try", "អ្នកភ័យ"), step("learn"), step("learn"), step("rule"), step("plan")], [("steps.0", "fear")]),
        ([step("try", "អ្នកភ័យ ឈប់សិន"), step("learn"), step("learn"), step("rule"), step("plan")], []),
        ([step("do", "កុំភ័យ"), step("learn"), step("rule"), step("plan")], []),
    ],
)
def test_fear_is_followed_by_something_to_do(steps, wanted):
    assert whole(*steps) == wanted


def test_what_goes_out_alone_says_what_to_do_in_the_same_breath():
    assert whole(*GOOD, sms="គ្រោះថ្នាក់!", key_message="ភ័យ? ឈប់សិន") == [("sms", "fear")]


# --- every text is looked at ------------------------------------------------------------------------------------------------
def test_every_text_of_a_lesson_is_read_and_says_who_speaks():
    message = {"sender": "1", "text": "2", "feedback": "3", "clues": [{"span": "x", "why": "4"}]}
    pair = {"sender": "5", "context": "6", "action": "7", "scam": message | {"context": "8"}, "genuine": message}
    question = {"text": "9", "choices": [{"text": "a", "feedback": "b"}], "explanation": "c"}
    twins = {"scam": message, "genuine": message}
    data = taught(step("try", twins=twins), step("example"), questions=[question], pairs=[pair])
    found = list(passages.of_lesson(data))
    assert len({one.place for one in found}) == len(found) == 4 + 2 + 2 * 4 + 2 + 2 + 4 + 3 + 1 + 2 * 4
    assert {one.place for one in found if one.voice == SCAM} == {
        "steps.0.twins.scam.sender", "steps.0.twins.scam.text", "steps.1.message.sender", "steps.1.message.text", "pairs.0.sender",
        "pairs.0.scam.sender", "pairs.0.scam.text",
    }  # fmt: skip
    assert [one.place for one in passages.of_site({"home": {"title": "a", "intro": "b"}})] == ["home.title", "home.intro"]
    assert [one.place for one in passages.of_services(one | {"never_asks": "ក"} for one in SERVICES)] == ["0.never_asks", "1.never_asks"]


# --- figures --------------------------------------------------------------------------------------------------------------
def half(truth: str = GENUINE, words: str = "", skill: str = "messages", service: str = "") -> shares.Half:
    return shares.Half(skill, truth, "sms", service, words)


def test_a_lesson_takes_ninety_words_a_minute_and_fifteen_seconds_a_decision():
    asked = [{"text": SENTENCE, "choices": [{"text": SENTENCE, "feedback": SENTENCE}], "explanation": SENTENCE}]
    twins = {one: {"sender": "000", "text": SENTENCE, "feedback": SENTENCE} for one in ("scam", "genuine")}
    data = taught(step("try", SENTENCE, twins=twins), questions=asked, draws=1, minutes=1)
    read = text.count("ចំណង") + 4 + 2 * 8 + 8
    assert shares.minutes_of(data) == read / 90 + (1 + 2 + 2) / 4
    assert list(shares.of_minutes(data)) == []
    (remark,) = shares.of_minutes(data | {"minutes": 0})
    assert remark.values == {"minutes": 0, "takes": 2}
    assert str(shares.lengths([data, data])) == f"2 lessons, 2 steps; words of a lesson's steps {read - 8}, at most {read - 8}; minutes 2, at most 2"
    assert shares.lengths([]).words == (0, 0)


@pytest.mark.parametrize(
    ("one", "public"),
    [
        (half(words="ធនាគារផ្កាឈូក"), False), (half(words="SEVA៖ រួចហើយ"), True), (half(words="ចុងគឺ .gov.kh"), True), (half(words="ក្រសួង"), True),
        (half(skill="eservices"), True), (half(service="verify"), True),
    ],
)  # fmt: skip
def test_a_public_service_is_known_by_its_skill_its_source_or_an_office_that_speaks(one, public):
    assert shares.is_public(one, RULES) == public


def test_of_public_messages_half_have_what_frightens_people_off():
    telling = ["SEVA seva.gov.kh", "SEVA មុនថ្ងៃទី 5", "SEVA 30/11", "SEVA 5,000 ៛", "SEVA 5 USD"]
    bank = [half(words=words) for words in (*telling, "SEVA រួចហើយ", "ធនាគារ a.example")]
    assert shares.shares(bank, RULES) == (7, 6, 5, 2)
    assert (
        str(shares.shares(bank, RULES))
        == "7 genuine, 2 with an address; 6 of public e-services (86 %), 5 of these (83 %) with an address, a deadline or an amount"
    )
    assert str(shares.shares([], RULES)).startswith("0 genuine, 0 with an address; 0 of public e-services, 0")


def test_a_bank_is_large_enough_and_does_not_teach_to_shy_away():
    full = [half(truth, "SEVA 5 USD") for truth in (SCAM, GENUINE) for _ in range(24)]
    assert list(shares.of_bank(full, RULES)) == []
    short = shares.of_bank([half(GENUINE, "ធនាគារ")] * 23 + [half(GENUINE, "SEVA")] + [half(SCAM)] * 23, RULES)
    assert [(one.place, one.rule) for one in short] == [("messages", "few"), ("messages", "public"), ("messages", "telling")]
    assert list(shares.of_bank([half(skill="")], RULES)) == []  # a course without a judging skill


def test_halves_know_what_their_pair_says():
    pair = {"skill": "messages", "channel": "sms", "sender": "A", "context": "B", "scam": {"text": "C"}, "genuine": {"text": "D", "sender": "E"}}
    assert shares.halves([pair]) == [half(SCAM, "B\nA\nC"), half(GENUINE, "B\nE\nD")]
