"""Learners and what their answers show. Facts about learners stand in Evidence; everything else here can be rebuilt from it."""

from learning.models.access import Carry, Gate, Scope, SignInCode
from learning.models.nudging import NudgeDecision
from learning.models.people import Consent, Contact, Learner, Profile
from learning.models.progress import Asked, Enrolment, Evidence, LessonProgress
from learning.models.rights import Erasure, Look, Sweep
from learning.models.skills import LearnerSkill, VoidedItem
from learning.models.surveys import SurveyAnswer, SurveyDraft
from learning.models.voices import LessonVoice, LessonWord, ServiceAnswer, ServiceProblem, ServiceWord

__all__ = [
    "Asked", "Carry", "Consent", "Contact", "Enrolment", "Erasure", "Evidence", "Gate", "Learner", "LearnerSkill", "LessonProgress", "LessonVoice",
    "LessonWord", "Look", "NudgeDecision", "Profile", "Scope", "ServiceAnswer", "ServiceProblem", "ServiceWord", "SignInCode", "SurveyAnswer",
    "SurveyDraft", "Sweep", "VoidedItem",
]  # fmt: skip
