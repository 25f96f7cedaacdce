"""Questions in the files and in the bank are the same questions."""

import pytest

from courses.curriculum import lesson_page
from quizzes import curriculum
from quizzes.models import Question, QuestionVersion, QuizPage
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
