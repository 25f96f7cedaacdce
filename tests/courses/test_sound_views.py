"""Trainers record, upload, listen, delete and print: in the editor and without script; and nobody else does."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import GroupPagePermission

from courses import ids, sounds
from courses.curriculum import course_page
from courses.models import LessonPage, Recording, Sound
from tests import cast, factories
from tests.cast import Person
from tests.courses import voices
from tests.learning.people import khmer

pytestmark = pytest.mark.django_db
STEP = ids.part("L2.1", "s2")
SCRIPT = {"X-Requested-With": "XMLHttpRequest"}  # how the editor's script asks


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path_factory) -> None:
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")


@pytest.fixture
def page(tmp_path) -> LessonPage:
    return factories.one_lesson(tmp_path, written=0, pairs=0)


def send(person: Person, page: LessonPage, file: SimpleUploadedFile, *, by_script: bool = True, step: uuid.UUID = STEP, **more: object):
    """Keep a sound, as the editor's script does or as a form does."""
    headers = SCRIPT if by_script else {}
    return person.post(reverse("sound", args=[page.pk, step]), {"sound": file} | more, headers=headers, follow=not by_script)


def test_the_editor_shows_every_step_with_its_text_and_no_field_of_it_is_in_the_pages_form(page, trainer):
    source = cast.text(trainer.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
    panel = source[source.index("data-sounds=") : source.index("</ol>", source.index("data-sounds="))]
    assert [word in panel for word in ("<br>១. មួយ", "អបអរ", "L2.1 s3", "<form", " name=", "<script")] == [True, True, True, False, False, False]
    assert [one in source for one in ("courses/sound", f"/cms/sounds/{page.pk}/script/", f"/cms/sounds/{page.pk}/")] == [True, True, True]


def test_a_lesson_that_is_not_saved_says_that_it_cannot_be_recorded_yet(page, trainer):
    source = cast.text(trainer.get(reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", course_page("C2").pk])))
    assert khmer("Save the lesson and open it again: then its steps can be recorded here.") in source


def test_a_recording_comes_back_as_the_steps_new_row(page, trainer):
    row = send(trainer, page, voices.sent(voices.tone()), seconds="2.5")
    shown = cast.text(row)
    assert (row.status_code, shown.count("<li"), shown.count("<audio controls preload"), "0:02" in shown) == (200, 1, 1, True)
    assert (Sound.objects.get().uploaded_by_user.username, row.headers["Clear-Site-Data"]) == ("trainer", '"cache"')
    assert cast.text(trainer.get(reverse("sound", args=[page.pk, STEP]), headers=SCRIPT)) == shown


def test_two_taps_on_keep_are_one_recording(page, trainer):
    rows = [cast.text(send(trainer, page, voices.sent(voices.tone()))) for _ in range(2)]
    assert (rows[0] == rows[1], Recording.objects.count(), Sound.objects.count()) == (True, 1, 1)


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (SimpleUploadedFile("a.mp3", b"<html><script>", "audio/mpeg"), "This is no sound file that we know: send MP3, M4A, OGG, WebM or WAV."),
        (SimpleUploadedFile("a.mp3", b"ID3" + bytes(sounds.MOST_BYTES)), "This file is too large: 5 MB at most. Record a shorter piece."),
        ("", "Choose a sound file first."),
    ],
    ids=["not a sound", "too large", "nothing"],
)  # fmt: skip
@pytest.mark.parametrize("by_script", [True, False])
def test_what_is_not_taken_is_told_in_khmer(page, trainer, file, reason, by_script):
    if file:
        file.seek(0)
    answer = send(trainer, page, file, by_script=by_script)
    assert (answer.status_code, khmer(reason) in cast.text(answer), Sound.objects.count()) == (422 if by_script else 200, True, 0)


def test_nonsense_about_the_length_is_refused_and_the_recording_can_be_sent_again(page, trainer):
    answers = [send(trainer, page, voices.sent(voices.tone()), seconds=said) for said in ("x", "-1", "1e9", "nan")]
    assert ([answer.status_code for answer in answers], Sound.objects.count()) == ([422] * 4, 0)


def test_a_step_that_is_not_there_is_not_found(page, trainer):
    assert send(trainer, page, voices.sent(voices.tone()), step=uuid.uuid4()).status_code == 404
    assert trainer.post(reverse("sound_drop", args=[page.pk, uuid.uuid4()])).status_code == 404
    assert trainer.get(reverse("sound_script", args=[page.get_parent().get_parent().pk])).status_code == 404


def test_a_step_is_recorded_replaced_and_deleted_without_script(page, trainer):
    for pitch in (440, 880):
        shown = send(trainer, page, voices.sent(voices.tone(pitch=pitch)), by_script=False)
        assert (shown.redirect_chain, cast.text(shown).count("<audio")) == ([(reverse("sounds", args=[page.pk]), 302)], 1)
    assert cast.text(shown).count('enctype="multipart/form-data"') == 3
    gone = trainer.post(reverse("sound_drop", args=[page.pk, STEP]), follow=True)
    assert (cast.text(gone).count("<audio"), Recording.objects.count()) == (0, 0)


def test_a_new_text_in_the_draft_is_told_and_can_be_recorded_before_it_is_published(page, trainer):
    send(trainer, page, voices.sent(voices.tone()))
    page.steps[1].value["title"] = "ធ្វើឥឡូវ"
    page.save_revision()
    changed = khmer("The text has changed since this was recorded.")
    rows = trainer.get(reverse("sounds", args=[page.pk]), headers=SCRIPT)
    assert (cast.text(rows).count(changed), "ធ្វើឥឡូវ" in cast.text(rows)) == (1, True)
    assert changed not in cast.text(send(trainer, page, voices.sent(voices.tone(pitch=880))))


def test_a_script_to_print_has_every_step_of_a_lesson_or_a_course_and_a_tick_for_what_is_recorded(page, trainer):
    send(trainer, page, voices.sent(voices.tone()))
    for one in (page, page.get_parent()):
        source = cast.text(trainer.get(reverse("sound_script", args=[one.pk])))
        assert (source.count("<article"), source.count("✓"), "១. មួយ" in source, "L2.1 · 3" in source) == (3, 1, True, True)


# --- who may -----------------------------------------------------------------------------------------------------------------
def doors(page: LessonPage) -> list[tuple[str, str]]:
    return [
        ("get", reverse("sounds", args=[page.pk])), ("get", reverse("sound", args=[page.pk, STEP])), ("post", reverse("sound", args=[page.pk, STEP])),
        ("post", reverse("sound_drop", args=[page.pk, STEP])), ("get", reverse("sound_script", args=[page.pk])),
    ]  # fmt: skip


def test_who_may_not_change_the_lesson_may_not_record_it(page, trainer, officer, citizen):
    send(trainer, page, voices.sent(voices.tone()))
    GroupPagePermission.objects.all().delete()
    answers = {
        name: {getattr(person, how)(address, headers=SCRIPT).status_code for how, address in doors(page)}
        for name, person in {"trainer": trainer, "officer": officer, "citizen": citizen}.items()
    }
    assert (answers, Recording.objects.count()) == ({"trainer": {403}, "officer": {403}, "citizen": {403}}, 1)


def test_a_locked_lesson_is_not_recorded(page, trainer):
    page.locked = True
    page.save()
    assert send(trainer, page, voices.sent(voices.tone())).status_code == 403


def test_a_form_of_another_site_is_refused(page, trainer):
    careful = Person(enforce_csrf_checks=True)
    careful.cookies = trainer.cookies
    assert send(careful, page, voices.sent(voices.tone())).status_code == 403
