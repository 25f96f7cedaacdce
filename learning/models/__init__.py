"""Learners and what their answers show. Facts about learners stand in Evidence; everything else here can be rebuilt from it."""

from learning.models.nudging import NudgeDecision
from learning.models.people import Consent, Contact, Learner, Profile
from learning.models.progress import Enrolment, Evidence, LearnerSkill, LessonProgress

__all__ = ["Consent", "Contact", "Enrolment", "Evidence", "Learner", "LearnerSkill", "LessonProgress", "NudgeDecision", "Profile"]
