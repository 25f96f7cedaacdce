"""Publishing a question keeps what people will answer; what they answered stays as it was."""

import hashlib
import json

import pytest
from django.db import IntegrityError
from wagtail.models import Locale

from courses import ids
from quizzes import versions
from quizzes.models import Question, QuestionVersion, Response
from tests import cast, factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(tmp_path) -> Question:
    factories.one_lesson(tmp_path)
    return Question.objects.get(stable_id="L2.1-q1")


def numbers(question: Question) -> list[tuple[str, int]]:
    found = QuestionVersion.objects.filter(question_key=question.translation_key)
    return list(found.order_by("locale", "number").values_list("locale", "number"))


def publish(question: Question, **changes: object) -> None:
    for name, value in changes.items():
        setattr(question, name, value)
    question.save_revision().publish()


def test_a_published_question_is_kept_whole(written):
    version = QuestionVersion.objects.get(question_key=written.translation_key)
    letters = [str(ids.part("L2.1-q1", one)) for one in "abc"]
    assert version.content == {
        "stable_id": "L2.1-q1", "kind": "single", "code": "4.2", "text": "សំណួរ L2.1-q1", "explanation": "ព្រោះ",
        "choices": [
            {"id": letter, "text": f"ចម្លើយ {one}", "right": one == "b", "feedback": f"មតិ {one}"} for letter, one in zip(letters, "abc", strict=True)
        ],
    }  # fmt: skip
    assert version.sha256 == hashlib.sha256(json.dumps(version.content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def test_a_message_to_judge_is_kept_with_its_two_doors_on_their_sides(written):
    scam, genuine = (QuestionVersion.objects.get(question_key=ids.key(f"L2.1-p1-{truth}")).content for truth in ("scam", "genuine"))
    assert scam["choices"] == [{"id": "genuine", "right": False}, {"id": "scam", "right": True}]
    assert genuine["choices"] == [{"id": "genuine", "right": True}, {"id": "scam", "right": False}]
    assert scam["clues"] == [{"span": "bank.bad.example", "why": "ព្រោះ bank.bad.example"}]
    assert {name: scam[name] for name in ("truth", "channel", "sender", "technique", "difficulty")} == {
        "truth": "scam", "channel": "sms", "sender": "BANK", "technique": "fake_site", "difficulty": "easy",
    }  # fmt: skip


def test_publishing_again_without_a_change_keeps_nothing_new(written):
    for _ in range(3):
        publish(written)
    assert numbers(written) == [("km", 1)]


def test_a_saved_draft_is_no_version(written):
    written.text = "ព្រាង"
    written.save_revision()
    assert numbers(written) == [("km", 1)]


def test_a_change_is_a_new_version_and_going_back_to_the_old_words_is_another(written):
    first = written.text
    publish(written, text="សំណួរថ្មី")
    publish(written, text=first)
    publish(written, text=first)
    found = list(QuestionVersion.objects.filter(question_key=written.translation_key).order_by("number"))
    assert [(one.number, one.content["text"]) for one in found] == [(1, first), (2, "សំណួរថ្មី"), (3, first)]
    assert found[0].sha256 == found[2].sha256


def test_each_language_counts_its_own_versions(written):
    english = written.copy_for_translation(Locale.objects.get_or_create(language_code="en")[0])
    english.text = "Question"
    english.save()
    english.save_revision().publish()
    publish(written, text="សំណួរថ្មី")
    assert numbers(written) == [("en", 1), ("km", 1), ("km", 2)]
    newest = [versions.newest([written.translation_key], locale)[written.translation_key] for locale in ("km", "en")]
    assert [(one.locale, one.number, one.content["text"]) for one in newest] == [("km", 2, "សំណួរថ្មី"), ("en", 1, "Question")]
    assert [choice["id"] for choice in newest[0].content["choices"]] == [choice["id"] for choice in newest[1].content["choices"]]


@pytest.mark.parametrize("questions", [1, 3])
def test_the_newest_versions_of_however_many_questions_cost_one_query(questions, tmp_path, django_assert_num_queries):
    factories.one_lesson(tmp_path, written=questions, pairs=0)
    asked = [one.translation_key for one in Question.objects.all()]
    with django_assert_num_queries(1):
        found = versions.newest(asked, "km")
    assert set(found) == set(asked)
    assert len(found) == questions


def test_nobody_writes_the_same_version_twice(written):
    version = QuestionVersion.objects.get(question_key=written.translation_key)
    version.pk = None
    with pytest.raises(IntegrityError, match=r"one_version_per_question_language_and_number|UNIQUE"):
        version.save()


def test_who_answered_before_the_question_was_edited_sees_the_words_they_answered(citizen, written):
    page = citizen.open("/c2/l2-1/check/")
    a = cast.choices(page)[0]
    feedback = citizen.answer(page, a)
    address = feedback.request["PATH_INFO"]
    written.choices[1].value["text"] = "ចម្លើយថ្មី"
    publish(written, text="សំណួរថ្មី")
    again = cast.text(citizen.open(address))
    assert (Response.objects.get().version.number, Response.objects.get().chosen) == (1, [a])
    assert ["សំណួរ L2.1-q1" in again, "សំណួរថ្មី" in again, "ចម្លើយថ្មី" in again] == [True, False, False]


def test_a_run_goes_on_with_the_questions_it_began_with(citizen, written):
    page = citizen.open("/c2/l2-1/check/")
    publish(written, text="សំណួរថ្មី")
    citizen.answer(page, cast.choices(page)[1])
    assert (Response.objects.get().version.number, Response.objects.get().correct) == (1, True)


def test_the_next_run_asks_the_new_words(citizen, stranger, written):
    citizen.open("/c2/l2-1/check/")
    publish(written, text="សំណួរថ្មី")
    assert "សំណួរថ្មី" in cast.text(stranger.open("/c2/l2-1/check/"))
