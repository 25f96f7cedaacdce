"""Somebody about whom something stands in every table: to see that all of it is shown, and that all of it goes.

Whoever adds a table with people's data adds a row of it here; until then two tests fail and name it.
"""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db.models import Model

from cms.models import Session, User
from learning.models import (
    Asked,
    Carry,
    Consent,
    Contact,
    Enrolment,
    Evidence,
    Gate,
    Learner,
    LearnerSkill,
    LessonProgress,
    Look,
    NudgeDecision,
    Profile,
    Scope,
    SignInCode,
)
from quizzes.models import Attempt, QuestionVersion, Response
from sms_gateway import sealing
from sms_gateway.models import Category, OutboundMessage, State, Suppression

MONDAY_10AM = datetime(2027, 1, 4, 3, 0, tzinfo=UTC)
NUMBER, NICKNAME = "+85512345678", "ម៉ាក់សុភាពណាស់"
COURSE, LESSON, QUIZ, ITEM = (uuid4() for _ in range(4))


def contact(number: str = NUMBER, now: datetime = MONDAY_10AM, *, is_proved: bool = True) -> Contact:
    """A number with its account."""
    sealed = sealing.seal(number)
    user = User(username=f"citizen-{uuid4().hex}", date_joined=now)
    user.set_unusable_password()
    user.save()
    return Contact.objects.create(
        user=user, number_sealed=sealed.sealed, number_index=sealed.index, bucket=7, left_at=now, proved_at=now if is_proved else None
    )


def somebody(now: datetime = MONDAY_10AM, *, number: Contact | None = None, pin: str = "", nickname: str = "") -> Learner:
    """A person: a guest, or behind a number, or with a PIN."""
    return Learner.objects.create(made_at=now, joinable_until=now, contact=number, pin=make_password(pin) if pin else "", nickname=nickname)


def enrolled(learner: Learner, now: datetime = MONDAY_10AM) -> Enrolment:
    """Somebody in a course."""
    return Enrolment.objects.create(learner=learner, course_key=COURSE, started_at=now, active_at=now, nudge_at=now + timedelta(days=3))


def answered(learner: Learner, now: datetime = MONDAY_10AM, version: QuestionVersion | None = None) -> Response:
    """One answer, and what it shows."""
    version = version or QuestionVersion.objects.create(
        question_key=uuid4(), locale="km", number=1, sha256="0" * 64, published_at=now,
        content={"kind": "single", "text": "សំណួរដែលបានឃើញ", "choices": [{"id": "a", "text": "ចម្លើយទីមួយ", "right": True}]},
    )  # fmt: skip
    attempt = Attempt.objects.create(
        learner=learner, nonce=uuid4().hex, quiz_key=QUIZ, lesson_key=LESSON, course_key=COURSE, locale="km", role="check", drawn=[version.pk],
        opened_at=now, sent_at=now, passed=True,
    )  # fmt: skip
    Evidence.objects.create(
        learner=learner, kind="answer", skill="4.2", item_key=ITEM, item_version=version.pk, lesson_key=LESSON, course_key=COURSE,
        attempt_key=attempt.pk, correct=True, role="check", channel="web", first_attempt=True, unseen=True, learning_day=now.date(),
        recorded_at=now, source_key=f"planted:{uuid4()}",
    )  # fmt: skip
    return Response.objects.create(attempt=attempt, version=version, chosen=["a"], correct=True, answered_at=now)


def reminded(learner: Learner, now: datetime = MONDAY_10AM, enrolment: Enrolment | None = None) -> OutboundMessage:
    """A reminder that went out to the number of this person."""
    enrolment = enrolment or enrolled(learner, now)
    key = f"nudge:{enrolment.pk}:{uuid4().hex[:8]}:0"
    NudgeDecision.objects.create(enrolment=enrolment, contact=learner.contact, step=0, outcome="sent", due_at=now, decided_at=now, key=key)
    return message(learner.contact, now, key=key)


def message(
    to: Contact, now: datetime = MONDAY_10AM, *, key: str = "", state: State = State.SENT, category: Category = Category.NUDGE
) -> OutboundMessage:
    """A text to a number."""
    return OutboundMessage.objects.create(
        key=key or f"planted:{uuid4()}", category=category, priority=5, recipient_sealed=to.number_sealed, recipient_index=to.number_index,
        proved=True, text="មេរៀនរង់ចាំ", segments=1, state=state, attempts=1, not_before=now, expires_at=now + timedelta(days=1), queued_at=now,
        changed_at=now,
    )  # fmt: skip


def code(to: Contact, now: datetime = MONDAY_10AM) -> SignInCode:
    """A code for signing in that was sent to a number."""
    return SignInCode.objects.create(
        number_sealed=to.number_sealed, number_index=to.number_index, block_index="b" * 64, prefix="+85512", address_index="a" * 64,
        code_hash="c" * 64, sent_at=now,
    )  # fmt: skip


def everywhere(now: datetime = MONDAY_10AM, *, officer: User, number: str = NUMBER, nickname: str = NICKNAME, stopped: bool = True) -> Learner:
    """Somebody with a row in every table about people; the scope is the officer's own."""
    learner = somebody(now, number=contact(number, now), pin="2580", nickname=nickname)
    Learner.objects.filter(pk=learner.pk).update(words_index="abcde", words=make_password("words"), picture="key", asked_about_me_at=now)
    enrolment = enrolled(learner, now)
    answered(learner, now)
    reminded(learner, now, enrolment)
    code(learner.contact, now)
    Asked.objects.create(enrolment=enrolment, stage="screen", at=now)
    LessonProgress.objects.create(learner=learner, lesson_key=LESSON, course_key=COURSE, started_at=now, completed_at=now)
    LearnerSkill.objects.create(learner=learner, skill="4.2", answered=1, right=1)
    Profile.objects.create(learner=learner, question="province", answer="06", since=now)
    Profile.objects.create(learner=learner, question="age", answer="25_34", since=now)
    for purpose, index in (("record", ""), ("sms", learner.contact.number_index), ("research", "")):
        Consent.objects.create(
            learner=learner, number_index=index, purpose=purpose, granted=True, text_version="2026-12", text_sha256="d" * 64, language="km",
            channel="web", assisted_by=officer, at=now,
        )  # fmt: skip
    Gate.objects.create(key=f"pin:{learner.pk}", tries=1, touched_at=now)
    Carry.objects.create(code_index=uuid4().hex, learner=learner, made_at=now)
    Scope.objects.get_or_create(user=officer, kind="province", value="06")
    for seen in ({"learner": learner.pk}, {"number_index": learner.contact.number_index}):
        Look.objects.create(**seen, user=officer, role="Trainers", what="messages", day=now.date(), at=now)
    if stopped:
        Suppression.objects.create(recipient_index=learner.contact.number_index, since=now, source="web")
    Session.objects.create(
        session_key=uuid4().hex, session_data="-", expire_date=now + timedelta(days=365), account=learner.contact.user_id, learner=learner.pk
    )
    return Learner.objects.select_related("contact").get(pk=learner.pk)


def officer() -> User:
    """Somebody who works here."""
    return User.objects.create_user("officer-of-plants", "plants@chbas.example")


def empty(tables: list[type[Model]]) -> list[str]:
    """Which of these tables hold nothing."""
    return [one._meta.label for one in tables if not one._base_manager.exists()]
