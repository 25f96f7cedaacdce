"""Learners and what their answers show. Facts about learners stand in Evidence; everything else here can be rebuilt from it."""

from learning.models.nudging import NudgeDecision
from learning.models.people import Consent, Contact, Learner, Profile
from learning.models.progress import Asked, Enrolment, Evidence, LessonProgress
from learning.models.skills import LearnerSkill, VoidedItem
from learning.models.surveys import SurveyAnswer, SurveyDraft

__all__ = [
    "Asked", "Consent", "Contact", "Enrolment", "Evidence", "Learner", "LearnerSkill", "LessonProgress", "NudgeDecision", "Profile",
    "SurveyAnswer", "SurveyDraft", "VoidedItem",
]  # fmt: skip
