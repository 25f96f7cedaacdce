"""What is taught: pages, what they refer to, pictures and sounds. Nothing in here knows a learner."""

from courses.models.media import Paper, Picture, PictureRendition, Recording, Sound
from courses.models.pages import PRACTICE, AboutPage, CoursePage, HomePage, LessonPage
from courses.models.references import Competence, GlossaryTerm, KnownScam, LoadedObject, OfficialService, Spelling

__all__ = [
    "PRACTICE", "AboutPage", "Competence", "CoursePage", "GlossaryTerm", "HomePage", "KnownScam", "LessonPage", "LoadedObject", "OfficialService",
    "Paper", "Picture", "PictureRendition", "Recording", "Sound", "Spelling",
]  # fmt: skip
