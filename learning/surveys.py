"""What people think, asked on one optional screen, and kept so that nobody can be found in it (decisions D11)."""

from datetime import datetime
from random import SystemRandom
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learning import profile
from learning.models import Learner, SurveyAnswer, SurveyDraft
from learning.outcomes import learning_day
from learning.profile import NOT_SAID
from learning.stages import Stage
from sms_gateway import locks

BATCH = 10  # answers that become findable together, in an order that nobody knows
_RNG = SystemRandom()

Options = list[tuple[str, str | Promise]]
AGREE: Options = [
    ("1", _("Strongly disagree")), ("2", _("Disagree")), ("3", _("Not sure")), ("4", _("Agree")), ("5", _("Strongly agree")),
    (NOT_SAID, _("Rather not say")),
]  # fmt: skip
YES_NO: Options = [("yes", _("Yes")), ("no", _("No")), (NOT_SAID, _("Rather not say"))]
# Wording and numbers as in the published surveys they are compared with; T1 and T4 after Bélanger & Carter 2008, I1-I5 after ITU HH15.
TRUST: dict[str, tuple[str | Promise, Options]] = {
    "T1": (_("In general, the Internet is now robust and safe for using government services."), AGREE),
    "T4": (_("I think I can trust government agencies."), AGREE),
    "T7": (_("I trust e-government services."), AGREE),
    "T8": (_("I would feel safe using an e-government service for my own matters."), AGREE),
}
SCREEN: dict[str, tuple[str | Promise, Options]] = {
    "I1": (_("In the last 3 months, have you set up protection (such as a strong password) on your phone or account?"), YES_NO),
    "I2": (_("In the last 3 months, have you changed privacy settings on your phone, account or app?"), YES_NO),
    "I3": (_("In the last 3 months, have you checked whether something you read on the Internet is true?"), YES_NO),
    "I4": (_("In the last 3 months, have you downloaded and installed an app?"), YES_NO),
    "I5": (_("In the last 3 months, have you sent messages with a picture or a document attached?"), YES_NO),
    "schooling": (
        _("How long did you go to school?"),
        [("none", _("Not at all")), ("primary", _("Primary school")), ("secondary", _("Secondary school")), ("higher", _("Longer")),
         (NOT_SAID, _("Rather not say"))],
    ),
    "language": (
        _("Which language do you speak at home?"),
        [("km", _("Khmer")), ("cham", _("Cham")), ("indigenous", _("An indigenous language")), ("vi", _("Vietnamese")),
         ("other", _("Another language")), (NOT_SAID, _("Rather not say"))],
    ),
}  # fmt: skip


def questions(stage: Stage) -> dict[str, tuple[str | Promise, Options]]:
    """Return the questions of a survey stage by their code."""
    return SCREEN if stage == Stage.SCREEN else TRUST


@transaction.atomic
def keep(*, learner: Learner, course_key: UUID, stage: Stage, answers: dict[str, str], now: datetime) -> None:
    """Keep what somebody said, without who it was; in a batch of ten, shuffled. Nothing said is nothing kept."""
    said = {code: answer for code, answer in answers.items() if answer and answer != NOT_SAID}
    if not said:
        return
    who = profile.latest(learner)
    about = {"sex": who.get("sex", NOT_SAID), "age": who.get("age", NOT_SAID)}
    content = about | {"month": f"{learning_day(now):%Y-%m}", "survey": "screen" if stage == Stage.SCREEN else "trust", "stage": stage}
    SurveyDraft.objects.create(content=content | {"course_key": str(course_key), "answers": said})
    _publish_batch()


def _publish_batch() -> None:
    """Write ten and more waiting answers anew, in another order: neither place nor key tells which came when."""
    drafts = list(locks.held(SurveyDraft.objects.all()))
    if len(drafts) < BATCH:
        return
    _RNG.shuffle(drafts)
    SurveyAnswer.objects.bulk_create([SurveyAnswer(id=uuid4(), **draft.content) for draft in drafts])
    SurveyDraft.objects.filter(pk__in=[draft.pk for draft in drafts]).delete()
