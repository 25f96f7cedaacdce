"""What stands in curriculum files: the forms of courses, lessons, questions, services (courses/files.py reads and writes them)."""

import re
import unicodedata

from django.utils.translation import gettext as _

from courses import genuine, khmer
from courses.blocks import Channel, JudgingSkill, Truth
from courses.blocks import Kind as StepKind
from courses.files import Field

_ONE_SMS = 70  # UTF-16 units of a message in Khmer
# What a phone would make a link of; ".gov.kh" alone is what a lesson says to look for. The same as sms_gateway/links.py, which this app may not know.
_ENDING = re.compile(r"(?<![^\s\u200b\"'«“‘(])\.gov\.kh(?![a-z0-9/-]|\.[a-z0-9])", re.IGNORECASE)
_LINK = re.compile(r"://|\bwww\.|[^\s.]\.[a-z]{2,}|(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)", re.IGNORECASE)
_DOTS = str.maketrans({"。": ".", "｡": "."})


def sms_fault(text: str) -> str:
    """Say why a text cannot be one text message of ours (decisions F9); "" if it can."""
    if (units := khmer.utf16_units(text)) > _ONE_SMS:
        return _("Too long for one text message: %(long)d signs, at most %(most)d.") % {"long": units, "most": _ONE_SMS}
    if _LINK.search(_ENDING.sub("", unicodedata.normalize("NFKC", text.translate(_DOTS)))):
        return _("A text message of ours carries no link and no address: we teach not to tap them.")
    return ""


def listed(line: str) -> list[str]:
    """Return what stands in a field with commas between."""
    return [part.strip() for part in line.split(",") if part.strip()]


def domain_fault(text: str) -> str:
    """Say why a text cannot stand in a list of addresses; "" if it can."""
    if "." not in text or not genuine.is_host(text):
        return _("Write only the address, as verify.gov.kh: no https://, no stroke, no capital letters.")
    if genuine.is_shared(text):
        return _("Many people's addresses end in %s: write the whole address.") % text
    return ""


# A question in the bank keeps 40 signs; a half of a pair adds "-genuine" to the pair's.
_ID = Field("line", 40)
_PAIR_ID = Field("line", 40 - len("-genuine"))
_LINE = Field("line", 160)
_MINUTES = Field("number", among=tuple(str(number) for number in range(1, 16)))
_TEXT = Field("text", 1000)
_CHANNELS, _TRUTHS = tuple(Channel.values), tuple(Truth.values)
_SKILL = Field("word", among=tuple(JudgingSkill.values), optional=True, default="")
# Where a question's official source is, and until when it holds; quizzes/curriculum.py knows which services there are.
_SOURCE = {"service": Field("line", 40, optional=True, default=""), "valid_until": Field("date", 10, optional=True, default="")}

COMPETENCE = {"code": Field("line", 10), "framework": Field("line", 40), "title": Field("line", 120), "title_en": Field("line", 120)}
SERVICE = {
    "id": Field("line", 40), "name": Field("line", 120), "name_en": Field("line", 120), "owner": Field("line", 120),
    "domains": Field("words", 80, fault=domain_fault), "apps": Field("words", 60, optional=True, default=[]),
    "senders": Field("words", 20, optional=True, default=[]), "phones": Field("words", 20, optional=True, default=[]),
    "fee": Field("line", 200, optional=True, default=""),
    "works_on_phone": Field("word", among=("yes", "partly", "no", "unknown"), optional=True, default="unknown"),
    "never_asks": Field("text", 400), "complain": Field("text", 400, optional=True, default=""),
    "certainty": Field("word", among=("verified", "published", "unverified")),
    "checked_on": Field("date", 10), "source": Field("line", 300),
}  # fmt: skip
SITE = {
    "home": Field("group", of={"title": _LINE, "intro": Field("text", 300)}),
    "about": Field("group", of={"title": _LINE, "body": Field("text", 8000)}),
}
COURSE = {
    "id": Field("line", 20), "title": Field("line", 60), "title_en": Field("line", 120),
    "icon": Field("word", among=("message", "card", "lock", "coin", "help")), "skill": _SKILL, "proofread": Field("flag"),
    "summary": Field("text", 300),
}  # fmt: skip
TERM = {
    "id": Field("line", 40), "term": Field("line", 60), "term_en": Field("line", 60), "plain": Field("line", 200),
    "everyday": Field("flag", optional=True, default=False), "avoid": Field("words", 60, optional=True, default=[]),
}  # fmt: skip
SPELLING = {"word": Field("line", 60), "typed": Field("words", 60)}
# Lists of words that rules look up (courses/prose/), one on a line; nobody edits them in the CMS.
WORDS = {
    name: Field("group", of={"what": _LINE, "words": Field("text", 4000)}, optional=True)
    for name in (
        "shame", "negation", "fear", "action", "law", "preparing", "brands", "accusing", "numbers", "public", "deadline", "spelling",
    )
}  # fmt: skip
CLUE = {"span": _LINE, "why": Field("text", 400)}
_CLUES = Field("list", of=CLUE, optional=True, default=[])
MESSAGE = {
    "channel": Field("word", among=_CHANNELS), "sender": Field("line", 60), "truth": Field("word", among=_TRUTHS), "text": _TEXT, "clues": _CLUES,
}  # fmt: skip
TWIN = {"sender": Field("line", 60), "text": _TEXT, "feedback": Field("text", 300), "clues": _CLUES}
# Two messages that differ in little, judged before anything is taught.
TWINS = {
    "channel": Field("word", among=_CHANNELS), "first": Field("word", among=_TRUTHS), "scam": Field("group", of=TWIN),
    "genuine": Field("group", of=TWIN),
}  # fmt: skip
STEP = {
    "id": _ID, "kind": Field("word", among=(*StepKind.values, "example", "try")), "title": Field("line", 60),
    "picture": Field("word", 20, optional=True, default=""), "term": Field("word", 40, optional=True, default=""), "body": _TEXT,
    "message": Field("group", of=MESSAGE, optional=True), "twins": Field("group", of=TWINS, optional=True),
}  # fmt: skip
# An answer to put in order is not "right", and only a picture has a drawing: quizzes/curriculum.py says what is missing.
CHOICE = {
    "id": _ID, "picture": Field("word", 20, optional=True), "right": Field("flag", optional=True), "text": _LINE, "feedback": Field("text", 400),
}  # fmt: skip
QUESTION = {
    "id": _ID, "kind": Field("word", among=("single", "multiple", "order", "picture")), "code": Field("line", 10), "text": Field("text", 500),
    "explanation": Field("text", 500), **_SOURCE, "choices": Field("list", of=CHOICE),
}  # fmt: skip
# What both halves of a pair have in common; a half that differs says so itself.
SHARED = {
    "skill": _SKILL, "pool": Field("word", among=("practice", "test"), optional=True, default="practice"),
    "code": Field("line", 10), "channel": Field("word", among=_CHANNELS), "technique": Field("line", 40),
    "difficulty": Field("word", among=("easy", "medium", "hard")),
    # The two numbers of the Phish Scale (quizzes/phish_scale.py).
    "cues": Field("number", among=tuple(map(str, range(51))), optional=True),
    "premise": Field("number", among=tuple(map(str, range(-8, 33))), optional=True),
    "doors": Field("word", among=("right",), optional=True, default=""),
    "sender": Field("line", 80), "context": Field("text", 400), "action": Field("text", 400), **_SOURCE,
}  # fmt: skip
_OWN = {name: Field(one.kind, one.most, one.among, optional=True) for name, one in SHARED.items()}
# A half has an id of its own only where it was made in the editor; else the pair's, with what it is.
HALF = {"id": Field("line", 40, optional=True)} | _OWN | {
    "text": _TEXT, "feedback": Field("text", 500), "clues": Field("list", of=CLUE), "decoys": Field("words", 160, optional=True, default=[]),
}  # fmt: skip
PAIR = {"id": _PAIR_ID} | SHARED | {"scam": Field("group", of=HALF), "genuine": Field("group", of=HALF)}
# In a bank the file's name says the skill.
_BANKED = {name: one for name, one in HALF.items() if name != "skill"}
BANKED = {name: one for name, one in PAIR.items() if name != "skill"} | {"scam": Field("group", of=_BANKED), "genuine": Field("group", of=_BANKED)}
QUIZ = {"draws": Field("number"), "questions": Field("list", of=QUESTION), "pairs": Field("list", of=PAIR)}
LESSON = {
    "id": Field("line", 20), "title": Field("line", 60), "title_en": Field("line", 120), "proofread": Field("flag"), "minutes": _MINUTES,
    "competences": Field("words", 10), "objective": Field("text", 300), "objective_en": Field("text", 300), "key_message": _LINE,
    "sms": Field("line", 160, fault=sms_fault), "services": Field("words", 40), "draws": Field("number"), "steps": Field("list", of=STEP),
    "questions": Field("list", of=QUESTION), "pairs": Field("list", of=PAIR),
}  # fmt: skip
