"""The doors: what cannot be read is said in Khmer, nothing is lost, and nobody sees another's answers."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.http import HttpResponse

from learning.models import Evidence, Learner
from quizzes.models import Attempt, Question, QuestionVersion, QuizPage, Response
from tests import cast, factories
from tests.cast import Person
from tests.learning.people import khmer

pytestmark = pytest.mark.django_db

CHECK = "/c2/l2-1/check/"
NOON = datetime(2027, 1, 5, 5, tzinfo=UTC)


@pytest.fixture
def lesson(tmp_path):
    return factories.one_lesson(tmp_path)


def kept() -> list[int]:
    return [model.objects.count() for model in (Learner, Attempt, Response, Evidence)]


def send(person: Person, page: HttpResponse, **changes: object) -> HttpResponse:
    """Send the question's form as it is, but for the changes; None leaves a field out."""
    form = cast.fields(page) | {"choice": cast.choices(page)[1]} | changes
    return person.post(cast.action(page), {name: value for name, value in form.items() if value is not None})


def heading(page: HttpResponse) -> str:
    return re.search(r"<h1[^>]*>(.*?)</h1>", cast.text(page), re.DOTALL).group(1).strip()


EXPIRED = khmer("This form can no longer be read")
CHOOSE = khmer("Please choose an answer.")


# --- forms that cannot be read ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [None, "", "x", "ច្បាស់:a:b"], ids=["missing", "empty", "nonsense", "Khmer"])
def test_a_form_without_its_key_is_answered_with_the_way_back_and_nothing_is_kept(citizen, lesson, key):
    page = send(citizen, citizen.open(CHECK), key=key)
    assert (page.status_code, EXPIRED in cast.text(page), f'href="{CHECK}"' in cast.text(page)) == (422, True, True)
    assert kept() == [0, 0, 0, 0]


def test_a_changed_key_opens_nothing(citizen, lesson):
    page = citizen.open(CHECK)
    key = cast.fields(page)["key"]
    answer = send(citizen, page, key=key[:-1] + ("a" if key[-1] != "a" else "b"))
    assert (answer.status_code, EXPIRED in cast.text(answer), kept()) == (422, True, [0, 0, 0, 0])


def test_a_key_of_another_check_opens_nothing_here(citizen, tmp_path):
    factories.teach(tmp_path, {"C2": [factories.lesson("L2.1"), factories.lesson("L2.2")]})
    here, there = citizen.open(CHECK), citizen.open("/c2/l2-2/check/")
    answer = send(citizen, here, **cast.fields(there))
    assert (answer.status_code, EXPIRED in cast.text(answer), kept()) == (422, True, [0, 0, 0, 0])


def test_a_form_older_than_a_month_says_so_and_what_was_answered_stays(citizen, lesson):
    with time_machine.travel(NOON, tick=False):
        page = citizen.open(CHECK)
        citizen.answer(page, cast.choices(page)[1])
        page = citizen.open(CHECK)
    with time_machine.travel(NOON + timedelta(days=29), tick=False):
        citizen.open("/my/")  # renews the cookie
    with time_machine.travel(NOON + timedelta(days=31), tick=False):
        answer = send(citizen, page)
        assert (answer.status_code, EXPIRED in cast.text(answer), kept()) == (422, True, [1, 1, 1, 1])
        assert send(citizen, citizen.open(CHECK)).status_code == 302
    assert kept() == [1, 1, 2, 2]


@pytest.mark.parametrize("question", [None, "", "0", "x", "999999999999999999999999"])
def test_a_question_that_this_form_did_not_ask_is_not_answered(citizen, lesson, question):
    answer = send(citizen, citizen.open(CHECK), question=question)
    assert (answer.status_code, EXPIRED in cast.text(answer), kept()) == (422, True, [0, 0, 0, 0])


def test_a_question_published_later_is_not_part_of_an_older_form(citizen, lesson):
    page = citizen.open(CHECK)
    question = Question.objects.get(stable_id="L2.1-q1")
    question.text = "ថ្មី"
    question.save_revision().publish()
    newest = QuestionVersion.objects.latest("pk").pk
    assert (send(citizen, page, question=newest).status_code, kept()) == (422, [0, 0, 0, 0])


# --- choices that cannot be -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", [None, "", "x", "scam", ["x", "y"]], ids=["none", "empty", "unknown", "a door", "two unknown"])
def test_without_a_choice_the_same_question_comes_back_with_a_sentence(citizen, lesson, choice):
    page = citizen.open(CHECK)
    again = send(citizen, page, choice=choice)
    assert (again.status_code, again.context["error"], CHOOSE in cast.text(again)) == (422, CHOOSE, True)
    assert (cast.choices(again), again.context["shown"].position) == (cast.choices(page), 1)
    assert kept() == [0, 0, 0, 0]


def test_what_is_missing_is_said_at_the_top_and_beside_the_answers_and_by_no_browser_in_english(citizen, lesson):
    page = citizen.open(CHECK)
    again = cast.text(send(citizen, page, choice=None))
    places = [again.index(mark) for mark in ('<div class="errors', 'href="#choice-error"', "<form method", 'id="choice-error"', 'type="radio"')]
    assert (places, "novalidate>" in again) == (sorted(places), True)


def test_the_form_that_came_back_can_be_answered(citizen, lesson):
    again = send(citizen, citizen.open(CHECK), choice=None)
    assert (send(citizen, again).status_code, kept()) == (302, [1, 1, 1, 1])


def test_a_choice_of_another_question_is_not_taken(citizen, tmp_path):
    factories.one_lesson(tmp_path, written=2, pairs=0)
    page = citizen.open(CHECK)
    attempt_of_another = QuestionVersion.objects.order_by("pk").last().content["choices"][1]["id"]
    again = send(citizen, page, choice=attempt_of_another)
    assert (again.status_code, again.context["error"], kept()) == (422, CHOOSE, [0, 0, 0, 0])


def test_a_choice_refused_in_the_middle_loses_nothing_of_before(citizen, lesson):
    page = citizen.open(CHECK)
    citizen.answer(page, cast.choices(page)[1])
    page = citizen.open(CHECK)
    assert send(citizen, page, choice=None).status_code == 422
    assert (kept(), citizen.open(CHECK).context["shown"].position) == ([1, 1, 1, 1], 2)


def test_two_answers_to_a_question_with_one_are_not_taken(citizen, lesson):
    page = citizen.open(CHECK)
    assert (send(citizen, page, choice=cast.choices(page)[:2]).status_code, kept()) == (422, [0, 0, 0, 0])


# --- too much ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["key", "question", "choice"])
def test_a_megabyte_in_a_field_is_refused_in_khmer_and_nothing_is_lost(citizen, lesson, field):
    page = citizen.open(CHECK)
    citizen.answer(page, cast.choices(page)[1])
    page = citizen.open(CHECK)
    refused = send(citizen, page, **{field: "ក" * 2**20})
    assert (refused.status_code, 'lang="km"' in cast.text(refused), kept()) == (400, True, [1, 1, 1, 1])
    assert send(citizen, page).status_code == 302


@pytest.mark.parametrize("field", ["key", "question", "choice"])
def test_half_a_megabyte_in_a_field_is_an_ordinary_mistake(citizen, lesson, field):
    page = send(citizen, citizen.open(CHECK), **{field: "x" * 500_000})
    assert (page.status_code, kept()) == (422, [0, 0, 0, 0])
    assert len(page.content) < 30_000  # what was typed is not sent back


@pytest.mark.parametrize("field", ["key", "question", "choice"])
def test_signs_that_no_keyboard_has_are_an_ordinary_mistake(citizen, lesson, field):
    assert (send(citizen, citizen.open(CHECK), **{field: "\x00\ud7ff\u202e"}).status_code, kept()) == (422, [0, 0, 0, 0])


# --- what is not there ------------------------------------------------------------------------------------------------


def test_looking_at_the_address_of_an_answer_is_not_answering_and_leads_to_the_check(citizen, lesson):
    page = citizen.open(CHECK)
    looked = [getattr(citizen, how)(cast.action(page)) for how in ("get", "head")]
    assert ([(one.status_code, one.headers["Location"]) for one in looked], kept()) == ([(302, CHECK)] * 2, [0, 0, 0, 0])


def test_feedback_and_result_are_only_looked_at(citizen, lesson):
    result = citizen.finish(citizen.open(CHECK), cast.knowing)
    attempt = result.context["attempt"].pk
    before = kept()
    assert [citizen.post(f"/quizzes/attempts/{attempt}/{end}").status_code for end in ("", "1/", "result/")] == [405, 405, 405]
    assert kept() == before


@pytest.mark.parametrize("unpublished", ["check", "lesson", "course"])
def test_an_unpublished_check_lesson_or_course_cannot_be_answered_but_what_was_answered_can_be_seen(citizen, lesson, unpublished):
    page = citizen.open(CHECK)
    citizen.answer(page, cast.choices(page)[1])
    attempt = Attempt.objects.get().pk
    page = citizen.open(CHECK)
    {"check": factories.check(lesson), "lesson": lesson, "course": lesson.get_parent().specific}[unpublished].unpublish()
    assert send(citizen, page).status_code == 404
    addresses = (CHECK, CHECK + "?again=1", f"/quizzes/attempts/{attempt}/")
    assert [citizen.open(address).status_code for address in addresses] == [404, 404, 404]
    assert kept() == [1, 1, 1, 1]
    assert [citizen.get(address).status_code for address in (f"/quizzes/attempts/{attempt}/1/", "/my/")] == [200, 200]  # what was answered stays


@pytest.mark.parametrize("address", ["/quizzes/999999/answers/", "/quizzes/99999999999999999999999/answers/"])
def test_a_check_that_never_was_is_not_found(citizen, lesson, address):
    page = citizen.open(CHECK)
    assert citizen.post(address, cast.fields(page)).status_code == 404


@pytest.mark.parametrize("position", ["0", "2", "5", "99999999999999999999"])
def test_feedback_to_what_was_not_answered_is_not_found(citizen, lesson, position):
    page = citizen.open(CHECK)
    citizen.answer(page, cast.choices(page)[1])
    assert citizen.get(f"/quizzes/attempts/{Attempt.objects.get().pk}/{position}/").status_code == 404


def test_a_check_whose_questions_were_all_unpublished_says_so_and_leads_back(citizen, lesson):
    for question in Question.objects.all():
        question.unpublish()
    page = citizen.open(CHECK)
    assert (page.status_code, khmer("No questions here yet") in cast.text(page)) == (200, True)


def test_a_check_without_questions_says_so(citizen, lesson):
    lesson.add_child(instance=QuizPage(title="ទទេ", slug="empty", locale=lesson.locale)).save_revision().publish()
    page = citizen.open("/c2/l2-1/empty/")
    assert (page.status_code, khmer("No questions here yet") in cast.text(page)) == (200, True)


def test_a_lesson_without_a_check_offers_none(citizen, tmp_path):
    factories.one_lesson(tmp_path, written=0, pairs=0)
    assert citizen.open("/c2/l2-1/").status_code == 200
    assert citizen.get(CHECK).status_code == 404


# --- who is who -------------------------------------------------------------------------------------------------------


def test_a_replayed_key_of_somebody_else_is_not_found_and_says_how_to_start(citizen, stranger, lesson):
    page = citizen.open(CHECK)
    citizen.answer(page, cast.choices(page)[1])
    own = stranger.open(CHECK)
    stranger.answer(own, cast.choices(own)[1])
    answer = send(stranger, page)
    assert (answer.status_code, khmer("This form was already used") in cast.text(answer), kept()) == (404, True, [2, 2, 2, 2])


def test_the_result_before_the_end_leads_to_the_next_question(citizen, lesson):
    page = citizen.open(CHECK)
    citizen.answer(page, cast.choices(page)[1])
    attempt = Attempt.objects.get().pk
    answer = citizen.get(f"/quizzes/attempts/{attempt}/result/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/quizzes/attempts/{attempt}/")


def test_the_result_names_the_lesson_that_comes_next(citizen, tmp_path):
    factories.teach(tmp_path, {"C2": [factories.lesson("L2.1"), factories.lesson("L2.2")]})
    result = citizen.finish(citizen.open(CHECK), cast.knowing)
    assert (result.context["onward"].ways[0].text, result.context["right"], result.context["total"]) == ("មេរៀន L2.2", 4, 4)
    last = citizen.finish(citizen.open("/c2/l2-2/check/"), cast.knowing)
    assert last.context["onward"].ways[0].url == "/my/"


def primary(page: HttpResponse) -> list[tuple[str, str]]:
    """The filled buttons of the page: where they lead, and their words."""
    return [
        (href, " ".join(re.sub("<[^>]+>", " ", words).split())) for href, words in re.findall(r'class="go" href="([^"]+)">(.*?)</a>', cast.text(page))
    ]


def test_a_passed_check_has_one_button_to_the_next_lesson_or_course_or_to_my_learning(citizen, tmp_path):
    factories.teach(tmp_path, {"C2": [factories.lesson("L2.1"), factories.lesson("L2.2")], "C3": [factories.lesson("L3.1")]})
    lesson, course, mine = (khmer(text) for text in ("Your next lesson", "Next course", "My learning"))
    results = [citizen.finish(citizen.open(f"/{one}/check/"), cast.knowing) for one in ("c2/l2-2", "c2/l2-1", "c3/l3-1")]
    assert [primary(one) for one in results] == [
        [("/c2/l2-1/", f"{lesson} មេរៀន L2.1")], [("/c2/l2-2/", f"{lesson} មេរៀន L2.2")], [("/my/", mine)],
    ]  # fmt: skip
    again = citizen.finish(citizen.open("/c2/l2-2/check/?again=1"), cast.knowing)
    assert primary(again) == [("/my/", mine)]
    one = Person()
    results = [one.finish(one.open(f"/c2/{name}/check/"), cast.knowing) for name in ("l2-1", "l2-2")]
    assert primary(results[1]) == [("/c3/", f"{course} វគ្គ C3")]


def test_a_check_that_was_not_passed_has_one_button_to_do_it_again_and_others_to_the_lesson_and_the_next(citizen, tmp_path):
    factories.teach(tmp_path, {"C2": [factories.lesson("L2.1"), factories.lesson("L2.2")]})
    result = citizen.finish(citizen.open(CHECK), lambda offered: offered[0])
    others = re.findall(r'class="go go--plain" href="([^"]+)"', cast.text(result))
    assert primary(result) == [(f"{CHECK}?again=1", khmer("Do this check again"))]
    assert others == ["/c2/l2-1/", "/c2/l2-2/", "/my/about/", "/my/"]


@pytest.mark.parametrize(("pairs", "told"), [(0, [True, False]), (1, [False, True])])
def test_only_where_there_were_messages_a_pass_needs_one_of_each_kind(citizen, tmp_path, pairs, told):
    factories.one_lesson(tmp_path, written=3, pairs=pairs)
    result = cast.text(citizen.finish(citizen.open(CHECK), lambda offered: offered[0]))
    sentences = ["with two thirds right.", "with two thirds right, and with at least one fake and one real message recognised."]
    assert [khmer(f"A check is passed {sentence}") in result for sentence in sentences] == told


def test_the_feedback_says_why_and_what_was_said_to_the_chosen_answer(citizen, lesson):
    page = citizen.open(CHECK)
    wrong, right, _other = cast.choices(page)
    seen = cast.text(citizen.answer(page, wrong))
    assert [sentence in seen for sentence in ("មតិ a", "មតិ b", "ព្រោះ", "ចម្លើយ a", "ចម្លើយ b", "ចម្លើយ c")] == [True, False, True, True, True, False]
    assert right != wrong


def test_what_we_say_to_an_answer_stands_under_that_answer(citizen, tmp_path):
    written = factories.lesson("L2.1", written=0, pairs=0) | {"questions": [factories.question("L2.1-q1", kind="multiple")]}
    factories.teach(tmp_path, {"C2": [written]})
    page = citizen.open(CHECK)
    seen = cast.text(citizen.answer(page, *cast.choices(page)[:2]))
    rows = re.findall(r"<b>(ចម្លើយ .)</b>.*?</span>(.*?)</li>", seen)
    assert rows == [("ចម្លើយ a", '<p class="flush">មតិ a</p>'), ("ចម្លើយ b", '<p class="flush">មតិ b</p>'), ("ចម្លើយ c", "")]


@pytest.mark.parametrize(("kind", "hint"), [("multiple", True), ("single", False)])
def test_a_question_with_several_answers_says_so(citizen, tmp_path, kind, hint):
    question = factories.question("L2.1-q1", kind=kind)
    factories.teach(tmp_path, {"C2": [factories.lesson("L2.1", written=0, pairs=0) | {"questions": [question]}]})
    assert (khmer("Several answers may be right.") in cast.text(citizen.open(CHECK))) is hint


def test_a_question_tells_nothing_before_it_is_answered(citizen, lesson):
    page = citizen.open(CHECK)
    for _ in range(4):
        source = cast.text(page)
        assert [secret in source for secret in ("មតិ", "ព្រោះ", "សួរធនាគារ", "truth")] == [False] * 4
        citizen.answer(page, cast.choices(page)[0])
        page = citizen.open(CHECK)


def test_doing_the_check_again_is_a_new_run_although_one_is_open(citizen, lesson):
    page = citizen.open(CHECK)
    citizen.answer(page, cast.choices(page)[1])
    again = citizen.open(CHECK + "?again=1")
    assert again.context["shown"].position == 1
    citizen.answer(again, cast.choices(again)[1])
    assert kept() == [1, 2, 2, 2]


def test_personal_pages_are_kept_by_nobody(citizen, lesson):
    page = citizen.open(CHECK)
    feedback = citizen.answer(page, cast.choices(page)[1])
    assert {one.headers["Cache-Control"] for one in (page, feedback)} == {"private, no-store"}


# --- what it costs ----------------------------------------------------------------------------------------------------


@pytest.fixture(params=[1, 30])
def long(request, tmp_path):
    """A check with one or thirty written questions, and a pair."""
    return factories.one_lesson(tmp_path, written=request.param, pairs=1)


def warm(person: Person) -> HttpResponse:
    """Whatever is asked only once per process is asked now."""
    return person.open(CHECK)


def test_a_question_costs_the_same_queries_however_long_the_check(long, citizen, stranger, django_assert_num_queries):
    warm(stranger)
    with django_assert_num_queries(14):
        citizen.get(CHECK)


def test_another_run_costs_the_same_queries_however_long_the_check(long, citizen, django_assert_num_queries):
    page = warm(citizen)
    citizen.answer(page, cast.choices(page)[-1])
    with django_assert_num_queries(17):
        citizen.get(CHECK + "?again=1")


def test_the_next_question_costs_the_same_queries_however_long_the_check(long, citizen, django_assert_num_queries):
    page = warm(citizen)
    citizen.answer(page, cast.choices(page)[-1])
    with django_assert_num_queries(7):
        citizen.get(f"/quizzes/attempts/{Attempt.objects.get().pk}/")


def test_a_first_answer_costs_the_same_queries_however_long_the_check(long, citizen, django_assert_num_queries):
    page = warm(citizen)
    with django_assert_num_queries(19):
        send(citizen, page)


def test_another_answer_costs_the_same_queries_however_long_the_check(long, citizen, django_assert_num_queries):
    page = warm(citizen)
    citizen.answer(page, cast.choices(page)[-1])
    page = citizen.open(CHECK)
    with django_assert_num_queries(14):
        send(citizen, page)


def test_feedback_costs_the_same_queries_however_long_the_check(long, citizen, django_assert_num_queries):
    page = warm(citizen)
    citizen.answer(page, cast.choices(page)[-1])
    with django_assert_num_queries(5):
        citizen.get(f"/quizzes/attempts/{Attempt.objects.get().pk}/1/")


def test_a_result_costs_the_same_queries_however_long_the_check(long, citizen, django_assert_num_queries):
    result = citizen.finish(warm(citizen), lambda offered: offered[-1])
    with django_assert_num_queries(10):
        citizen.get(f"/quizzes/attempts/{result.context['attempt'].pk}/result/")


# --- a screen that is not fake, but not right ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("truth", "door", "said"),
    [
        ("scam", "scam", "Yes. Something is not right here."),
        ("scam", "genuine", "Look again: something is not right here."),
        ("genuine", "genuine", "Yes. Everything is right here."),
        ("genuine", "scam", "Look again: everything is right here."),
    ],
)
def test_where_something_is_wrong_on_a_screen_the_doors_are_called_right_and_not_right(citizen, tmp_path, truth, door, said):
    pair = factories.pair("L2.1-p1") | {"doors": "right"}
    factories.teach(tmp_path, {"C2": [factories.lesson("L2.1", written=0, pairs=0, draws=1) | {"pairs": [pair]}]})
    page = citizen.open(CHECK)
    if QuestionVersion.objects.get(pk=cast.fields(page)["question"]).content["truth"] != truth:
        send(citizen, page, choice="scam")
        page = citizen.open(CHECK)
    assert heading(page) == khmer("Is everything right here?")
    assert [khmer(door) in cast.text(page) for door in ("Not right", "Fake")] == [True, False]
    assert heading(citizen.get(send(citizen, page, choice=door).url)).endswith(f"<span>{khmer(said)}</span>")
