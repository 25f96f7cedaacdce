"""Questions in the files and in the bank are the same questions."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from wagtail.models import Locale

from cms import curriculum as files_and_pages
from courses import files, forms
from courses.curriculum import lesson_page
from courses.loading import Decision
from courses.models import LessonPage, OfficialService
from quizzes import curriculum
from quizzes.models import Question, QuestionVersion, QuizPage, QuizQuestion
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("written", "pairs", "draws"), [(1, 0, 0), (0, 1, 1), (3, 3, 2)])
def test_what_a_file_says_of_its_questions_comes_back_word_for_word(tmp_path, written, pairs, draws):
    lesson = factories.lesson("L2.1", written=written, pairs=pairs, draws=draws)
    factories.load(tmp_path, {"C2": [lesson]})
    assert curriculum.export("L2.1") == {name: lesson[name] for name in ("draws", "questions", "pairs")}


def test_a_lesson_without_questions_has_no_check(tmp_path):
    factories.one_lesson(tmp_path, written=0, pairs=0)
    assert (QuizPage.objects.count(), curriculum.export("L2.1")) == (0, {"draws": 0, "questions": [], "pairs": []})


def test_halves_that_differ_where_pairs_agree_come_back_as_they_are(tmp_path):
    one = factories.pair("L2.1-p1")
    one["genuine"]["sender"] = "012 999 999"
    lesson = factories.lesson("L2.1", pairs=0, draws=1) | {"pairs": [one]}
    factories.load(tmp_path, {"C2": [lesson]})
    half = Question.objects.get(stable_id="L2.1-p1-genuine")
    assert (half.sender, curriculum.export("L2.1")["pairs"]) == ("012 999 999", [one])


def test_the_halves_of_a_pair_know_each_other(tmp_path):
    factories.one_lesson(tmp_path, pairs=2)
    twins = {one.stable_id: one.twin.stable_id for one in Question.objects.filter(kind="judge")}
    assert twins == {
        "L2.1-p1-scam": "L2.1-p1-genuine", "L2.1-p1-genuine": "L2.1-p1-scam",
        "L2.1-p2-scam": "L2.1-p2-genuine", "L2.1-p2-genuine": "L2.1-p2-scam",
    }  # fmt: skip


def test_loading_the_same_files_again_changes_nothing(tmp_path):
    courses = {"C2": [factories.lesson("L2.1", pairs=2)]}
    factories.load(tmp_path, courses)
    before = [list(model.objects.order_by("pk").values_list("pk")) for model in (Question, QuestionVersion, QuizPage)]
    revisions = QuizPage.objects.get().revisions.count()
    factories.load(tmp_path, courses)
    assert [list(model.objects.order_by("pk").values_list("pk")) for model in (Question, QuestionVersion, QuizPage)] == before
    assert QuizPage.objects.get().revisions.count() == revisions


def test_a_corrected_sentence_in_a_file_is_one_new_version_of_one_question(tmp_path):
    lesson = factories.lesson("L2.1")
    factories.load(tmp_path, {"C2": [lesson]})
    lesson["questions"][0]["explanation"] = "ព្រោះវាសុំ PIN"
    factories.load(tmp_path, {"C2": [lesson]})
    assert sorted((str(one)) for one in QuestionVersion.objects.filter(number=2)) == ["L2.1-q1 v2"]
    assert curriculum.export("L2.1")["questions"] == lesson["questions"]


def test_a_question_added_to_a_file_joins_the_check_where_it_stands(tmp_path):
    lesson = factories.lesson("L2.1")
    factories.load(tmp_path, {"C2": [lesson]})
    lesson["questions"].insert(1, factories.question("L2.1-q9"))
    factories.load(tmp_path, {"C2": [lesson]})
    order = [row.question.stable_id for row in factories.check(lesson_page("L2.1")).quiz_questions.all()]
    assert order == ["L2.1-q1", "L2.1-q9", "L2.1-q2", "L2.1-p1-scam", "L2.1-p1-genuine"]
    assert curriculum.export("L2.1")["questions"] == lesson["questions"]


# --- what a question may say beyond that -----------------------------------------------------------------------------------
ORDER = {
    "id": "L2.1-q1", "kind": "order", "code": "4.2", "text": "តាមលំដាប់?", "explanation": "ព្រោះ", "service": "verify", "valid_until": "2027-12-31",
    "choices": [{"id": one, "text": f"ជំហាន {one}", "feedback": f"មតិ {one}"} for one in "cab"],
}  # fmt: skip
PICTURE = {
    "id": "L2.1-q2", "kind": "picture", "code": "4.2", "text": "មួយណា?", "explanation": "ព្រោះ",
    "choices": [
        {"id": "a", "picture": "secret", "right": True, "text": "សោ", "feedback": "មតិ"},
        {"id": "b", "picture": "pay", "right": False, "text": "លុយ", "feedback": "មតិ"},
    ],
}  # fmt: skip
PLACED = {
    "skill": "messages", "cues": 3, "premise": -8, "difficulty": "medium", "service": "verify", "valid_until": "2027-01-31",
}  # fmt: skip


def placed(name: str, **more: object) -> dict:
    """A pair with everything it may say."""
    one = factories.pair(name) | PLACED | more
    return one | {truth: one[truth] | {"decoys": ["ធនាគារ", "ថ្ងៃនេះ"]} for truth in ("scam", "genuine")}


def bank(folder, *pairs: dict, skill: str = "messages") -> str:
    """Write a bank beside the courses; return its text."""
    (folder / "bank").mkdir(exist_ok=True)
    path = folder / f"bank/{skill}.yaml"
    path.write_text(files.dump(list(pairs), forms.BANKED, many=True))
    return path.read_text()


def test_everything_a_question_may_say_comes_back_letter_for_letter(tmp_path):
    lesson = factories.lesson("L2.1", pairs=0, draws=1) | {"questions": [ORDER, PICTURE], "pairs": [placed("L2.1-p1")]}
    factories.load(tmp_path, {"C2": [lesson]})
    assert curriculum.export("L2.1") == {name: lesson[name] for name in ("draws", "questions", "pairs")}
    assert files_and_pages.texts()["C2/L2.1.yaml"] == (tmp_path / "C2/L2.1.yaml").read_text()
    assert set(files_and_pages.load(tmp_path).counts()) == {Decision.SAME}


def test_everything_a_file_says_reaches_the_question(tmp_path):
    lesson = factories.lesson("L2.1", pairs=0, draws=1) | {"questions": [ORDER, PICTURE], "pairs": [placed("L2.1-p1")]}
    factories.load(tmp_path, {"C2": [lesson]})
    order, picture, scam = (Question.objects.get(stable_id=f"L2.1-{name}") for name in ("q1", "q2", "p1-scam"))
    assert [(one.value["text"], one.value["right"]) for one in order.choices] == [("ជំហាន c", False), ("ជំហាន a", False), ("ជំហាន b", False)]
    assert [(one.value["picture"], one.value["right"]) for one in picture.choices] == [("secret", True), ("pay", False)]
    assert (order.kind, order.service.slug, order.valid_until) == ("order", "verify", date(2027, 12, 31))
    assert (scam.skill, scam.pool, scam.cues, scam.premise, scam.difficulty) == ("messages", "practice", 3, -8, "medium")
    assert (scam.decoy_spans, scam.service.slug, scam.valid_until) == (["ធនាគារ", "ថ្ងៃនេះ"], "verify", date(2027, 1, 31))
    assert [question.full_clean() for question in (order, picture, scam)] == [None] * 3


def test_what_says_no_more_than_the_default_is_not_written(tmp_path):
    dull = {"skill": "messages", "pool": "practice", "service": "", "valid_until": ""}
    one = factories.pair("L2.1-p1") | dull
    one["scam"] |= {"decoys": []}
    lesson = factories.lesson("L2.1", written=1, pairs=0, draws=1) | {"pairs": [one]}
    lesson["questions"][0] |= {"service": "", "valid_until": ""}
    factories.load(tmp_path, {"C2": [lesson]})
    wanted = factories.lesson("L2.1", written=1, draws=1) | {"pairs": [factories.pair("L2.1-p1") | {"skill": "messages"}]}
    assert files_and_pages.canonical(tmp_path)[tmp_path / "C2/L2.1.yaml"] == files.dump(wanted, forms.LESSON)
    assert files_and_pages.texts()["C2/L2.1.yaml"] == files.dump(wanted, forms.LESSON)


def test_what_only_one_half_has_stands_with_that_half(tmp_path):
    one = factories.pair("L2.1-p1")
    one["scam"] |= {"cues": 2, "service": "verify"}
    one["genuine"] |= {"skill": "messages", "valid_until": "2027-01-31"}
    lesson = factories.lesson("L2.1", pairs=0, draws=1) | {"pairs": [one]}
    factories.load(tmp_path, {"C2": [lesson]})
    assert (Question.objects.get(stable_id="L2.1-p1-genuine").cues, curriculum.export("L2.1")["pairs"]) == (None, [one])


def test_a_half_may_take_back_what_its_pair_says(tmp_path):
    one = placed("L2.1-p1")
    one["genuine"] |= {"service": ""}
    factories.load(tmp_path, {"C2": [factories.lesson("L2.1", pairs=0, draws=1) | {"pairs": [one]}]})
    scam, genuine = (Question.objects.get(stable_id=f"L2.1-p1-{truth}") for truth in ("scam", "genuine"))
    assert (scam.service.slug, genuine.service) == ("verify", None)
    assert files_and_pages.texts()["C2/L2.1.yaml"] == files_and_pages.canonical(tmp_path)[tmp_path / "C2/L2.1.yaml"]


def test_a_service_that_an_author_deleted_is_an_edit_and_stays_away(tmp_path):
    lesson = factories.lesson("L2.1", pairs=0) | {"questions": [ORDER]}
    factories.load(tmp_path, {"C2": [lesson]})
    OfficialService.objects.get(slug="verify").delete()
    assert files_and_pages.load(tmp_path).named(Decision.KEEP) == ["L2.1", "L2.1-q1", "service verify"]
    assert Question.objects.get(stable_id="L2.1-q1").service is None


# --- banks -----------------------------------------------------------------------------------------------------------------
def test_a_bank_is_loaded_into_no_lesson_and_comes_back_letter_for_letter(tmp_path):
    pairs = [placed("messages-1", pool="test"), placed("messages-2")]
    factories.write(tmp_path, {"C2": [factories.lesson("L2.1")]})
    text = bank(tmp_path, *pairs)
    files_and_pages.load(tmp_path)
    shown = Question.objects.filter(used_in=None).order_by("stable_id").values_list("stable_id", "skill", "pool", "twin__stable_id")
    assert list(shown) == [
        ("messages-1-genuine", "messages", "test", "messages-1-scam"), ("messages-1-scam", "messages", "test", "messages-1-genuine"),
        ("messages-2-genuine", "messages", "practice", "messages-2-scam"), ("messages-2-scam", "messages", "practice", "messages-2-genuine"),
    ]  # fmt: skip
    assert QuestionVersion.objects.filter(content__stable_id__startswith="messages-").count() == 4
    assert (files_and_pages.texts()["bank/messages.yaml"], "skill:" in text) == (text, False)
    assert set(files_and_pages.load(tmp_path).counts()) == {Decision.SAME}


def test_an_edit_of_a_bank_in_the_cms_stays_and_is_written_back(tmp_path):
    factories.write(tmp_path, {})
    bank(tmp_path, placed("messages-1"))
    files_and_pages.load(tmp_path)
    half = Question.objects.get(stable_id="messages-1-scam")
    half.decoys = " ថ្ងៃនេះ \r\n\r\nធនាគារ"
    half.save_revision().publish()
    assert files_and_pages.load(tmp_path).named(Decision.KEEP) == ["messages-1-scam"]
    (tmp_path / "bank/messages.yaml").write_text(files_and_pages.texts()["bank/messages.yaml"])
    assert ('decoys: ["ថ្ងៃនេះ", "ធនាគារ"]' in (tmp_path / "bank/messages.yaml").read_text()) is True
    assert set(files_and_pages.load(tmp_path).counts()) == {Decision.SAME}


def made_in_the_editor(**values: object) -> tuple[Question, Question]:
    """A pair as an author makes it: ids of their own."""
    km, both = Locale.objects.get(language_code="km"), []
    for truth in ("scam", "genuine"):
        given = factories.pair("x")[truth]
        shown = {"code": "4.2", "channel": "sms", "difficulty": "easy", "message": given["text"]}
        half = Question(kind="judge", truth=truth, locale=km, **shown, **values)
        half.clues = [("clue", clue) for clue in given["clues"]]
        half.save()
        both.append(half)
    for one, other in (both, both[::-1]):
        one.twin = other
        one.save()
        one.save_revision().publish()
    return both[0], both[1]


def test_a_pair_made_in_the_cms_goes_into_the_bank_of_its_skill_with_the_ids_it_has(tmp_path):
    factories.load(tmp_path, {"C2": [factories.lesson("L2.1")]})
    scam, genuine = made_in_the_editor(skill="payments", pool="test")
    made_in_the_editor()  # without a skill: in no bank
    text = files_and_pages.texts()["bank/payments.yaml"]
    assert text.splitlines()[:2] == [f"- id: {scam.stable_id}", "  pool: test"]
    assert (f"    id: {scam.stable_id}\n" in text, f"    id: {genuine.stable_id}\n" in text) == (True, True)
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank/payments.yaml").write_text(text)
    assert files_and_pages.canonical(tmp_path)[tmp_path / "bank/payments.yaml"] == text
    assert (set(files_and_pages.load(tmp_path).counts()), Question.objects.count()) == ({Decision.SAME}, 8)


def test_an_archived_pair_leaves_the_file_of_its_bank_and_does_not_come_back(tmp_path):
    factories.write(tmp_path, {})
    bank(tmp_path, placed("messages-1"), placed("messages-2"))
    files_and_pages.load(tmp_path)
    Question.objects.get(stable_id="messages-1-scam").unpublish()
    assert files_and_pages.load(tmp_path).named(Decision.KEEP) == ["messages-1-scam"]
    assert files_and_pages.texts()["bank/messages.yaml"] == files.dump([placed("messages-2")], forms.BANKED, many=True)


def test_a_pair_stands_in_its_lesson_or_in_its_bank_never_in_both(tmp_path):
    lesson = factories.lesson("L2.1", pairs=0, draws=1) | {"pairs": [placed("messages-1")]}
    factories.write(tmp_path, {"C2": [lesson]})
    text = bank(tmp_path, placed("messages-2"))
    files_and_pages.load(tmp_path)
    written = files_and_pages.texts()
    assert ([name for name in written if name.startswith("bank")], written["bank/messages.yaml"]) == (["bank/messages.yaml"], text)


def test_an_empty_bank_is_a_bank(tmp_path):
    factories.write(tmp_path, {})
    assert bank(tmp_path) == "[]\n"
    assert files_and_pages.canonical(tmp_path)[tmp_path / "bank/messages.yaml"] == "[]\n"


# --- checks made in the CMS ------------------------------------------------------------------------------------------------
def checked_by_hand(page: LessonPage, *asked: Question) -> QuizPage:
    """The check a trainer makes in the editor: an id of its own, questions in the order of the day."""
    quiz = QuizPage(title="ពិនិត្យ", role="check", slug="check", pairs_drawn=1, locale=page.locale)
    quiz.quiz_questions = [QuizQuestion(question=one, sort_order=place) for place, one in enumerate(asked)]
    page.add_child(instance=quiz)
    quiz.save_revision().publish()
    return quiz


def test_a_check_made_in_the_cms_is_written_with_its_lesson_and_is_the_same_when_loaded(tmp_path):
    page = factories.one_lesson(tmp_path, written=1, pairs=1)
    QuizPage.objects.get().delete()
    by_hand = checked_by_hand(page, *(Question.objects.get(stable_id=f"L2.1-{name}") for name in ("p1-genuine", "p1-scam", "q1")))
    call_command("dump_curriculum", tmp_path, stdout=StringIO())
    assert (tmp_path / "C2/L2.1.yaml").read_text() == files.dump(factories.lesson("L2.1", written=1, pairs=1), forms.LESSON)
    assert set(files_and_pages.load(tmp_path).counts()) == {Decision.SAME}
    assert list(QuizPage.objects.values_list("pk", flat=True)) == [by_hand.pk]


def test_a_change_in_the_file_goes_into_the_check_that_was_made_in_the_cms(tmp_path):
    page = factories.one_lesson(tmp_path, written=1, pairs=0)
    QuizPage.objects.get().delete()
    by_hand = checked_by_hand(page, Question.objects.get(stable_id="L2.1-q1"))
    by_hand.pairs_drawn = 0
    by_hand.save_revision().publish()
    files_and_pages.load(tmp_path)
    factories.load(tmp_path, {"C2": [factories.lesson("L2.1", written=2, pairs=0)]})
    assert [row.question.stable_id for row in QuizPage.objects.get().quiz_questions.all()] == ["L2.1-q1", "L2.1-q2"]
    assert QuizPage.objects.get().pk == by_hand.pk


def test_a_written_question_in_no_lesson_is_named_and_an_archived_one_is_not(tmp_path):
    factories.one_lesson(tmp_path, written=2, pairs=0)
    QuizPage.objects.get().quiz_questions.all().delete()
    check = QuizPage.objects.get()
    check.quiz_questions = []
    check.save_revision().publish()
    Question.objects.get(stable_id="L2.1-q2").unpublish()
    made_in_the_editor(skill="payments")
    call_command("dump_curriculum", tmp_path, stdout=(said := StringIO()))
    assert said.getvalue().splitlines()[1:] == ["  L2.1-q1 · សំណួរ L2.1-q1: in no lesson: not written"]
