"""The question bank, quizzes, what was answered, and what the answers say."""

from quizzes.models.attempts import REPEATED, Attempt, Response
from quizzes.models.figures import ItemFigure, SkillFigure, Stage
from quizzes.models.pages import TESTS, QuizPage, QuizQuestion, Role
from quizzes.models.questions import Difficulty, Doors, Kind, Pool, Question, QuestionVersion
from quizzes.models.scam_reports import SaidSender, ScamGroup, ScamReport, Verdict

__all__ = [
    "REPEATED", "TESTS", "Attempt", "Difficulty", "Doors", "ItemFigure", "Kind", "Pool", "Question", "QuestionVersion", "QuizPage", "QuizQuestion",
    "Response", "Role", "SaidSender", "ScamGroup", "ScamReport", "SkillFigure", "Stage", "Verdict",
]  # fmt: skip
