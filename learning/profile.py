"""Four questions about oneself, each with "rather not say", and the newest answers to them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learning import provinces
from learning.models import Learner, Profile

NOT_SAID = "not_said"
UNDER_15 = "under_15"
_REST = (NOT_SAID, _("Rather not say"))
CHOICES: dict[Profile.Question, list[tuple[str, str | Promise]]] = {
    Profile.Question.PROVINCE: [*((code, name) for code, name, _english in provinces.ALL), _REST],
    Profile.Question.SEX: [("female", _("Woman")), ("male", _("Man")), _REST],
    Profile.Question.AGE: [
        (UNDER_15, _("Under 15")), ("15_24", _("15 to 24")), ("25_34", _("25 to 34")),
        ("35_59", _("35 to 59")), ("60_up", _("60 or older")), _REST,
    ],
    Profile.Question.PLACE: [("town", _("Town")), ("village", _("Village")), _REST],
}  # fmt: skip


def latest(learner: Learner) -> dict[str, str]:
    """Return the newest answer per question; a question never answered is missing."""
    return dict(learner.profile.order_by("since", "id").values_list("question", "answer"))
