"""What stands in curriculum files: the forms of courses, lessons, questions, services (courses/files.py reads and writes them)."""

from courses.blocks import Channel, Truth
from courses.files import Field

_ID = Field("line", 60)
_LINE = Field("line", 160)
_MINUTES = Field("number", among=tuple(str(number) for number in range(1, 16)))
_TEXT = Field("text", 1000)
_CHANNELS, _TRUTHS = tuple(Channel.values), tuple(Truth.values)

COMPETENCE = {"code": Field("line", 10), "framework": Field("line", 40), "title": Field("line", 120), "title_en": Field("line", 120)}
SERVICE = {
    "id": Field("line", 40), "name": Field("line", 120), "name_en": Field("line", 120), "owner": Field("line", 120),
    "domains": Field("words", 80), "never_asks": Field("text", 400), "certainty": Field("word", among=("verified", "published", "unverified")),
    "checked_on": Field("date", 10), "source": Field("line", 300),
}  # fmt: skip
SITE = {
    "home": Field("group", of={"title": _LINE, "intro": Field("text", 300)}),
    "about": Field("group", of={"title": _LINE, "body": Field("text", 8000)}),
}
COURSE = {
    "id": Field("line", 20), "title": Field("line", 60), "title_en": Field("line", 120),
    "icon": Field("word", among=("message", "card", "lock", "coin", "help")), "proofread": Field("flag"), "summary": Field("text", 300),
}  # fmt: skip
MESSAGE = {"channel": Field("word", among=_CHANNELS), "sender": Field("line", 60), "truth": Field("word", among=_TRUTHS), "text": _TEXT}
STEP = {
    "id": _ID, "kind": Field("word", among=("learn", "do", "example")), "title": Field("line", 60), "body": _TEXT,
    "message": Field("group", of=MESSAGE, optional=True),
}  # fmt: skip
CHOICE = {"id": _ID, "right": Field("flag"), "text": _LINE, "feedback": Field("text", 400)}
QUESTION = {
    "id": _ID, "kind": Field("word", among=("single", "multiple")), "code": Field("line", 10), "text": Field("text", 500),
    "explanation": Field("text", 500), "choices": Field("list", of=CHOICE),
}  # fmt: skip
CLUE = {"span": _LINE, "why": Field("text", 400)}
# What both halves of a pair have in common; a half that differs says so itself.
SHARED = {
    "code": Field("line", 10), "channel": Field("word", among=_CHANNELS), "technique": Field("line", 40),
    "difficulty": Field("word", among=("easy", "medium", "hard")), "sender": Field("line", 80),
    "context": Field("text", 400), "action": Field("text", 400),
}  # fmt: skip
_OWN = {name: Field(one.kind, one.most, one.among, optional=True) for name, one in SHARED.items()}
HALF = _OWN | {"text": _TEXT, "feedback": Field("text", 500), "clues": Field("list", of=CLUE)}
PAIR = {"id": _ID} | SHARED | {"scam": Field("group", of=HALF), "genuine": Field("group", of=HALF)}
QUIZ = {"draws": Field("number"), "questions": Field("list", of=QUESTION), "pairs": Field("list", of=PAIR)}
LESSON = {
    "id": Field("line", 20), "title": Field("line", 60), "title_en": Field("line", 120), "proofread": Field("flag"), "minutes": _MINUTES,
    "competences": Field("words", 10), "objective": Field("text", 300), "objective_en": Field("text", 300), "key_message": _LINE,
    "sms": _LINE, "services": Field("words", 40), "draws": Field("number"), "steps": Field("list", of=STEP),
    "questions": Field("list", of=QUESTION), "pairs": Field("list", of=PAIR),
}  # fmt: skip
