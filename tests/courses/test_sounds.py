"""A recording belongs to a step, is made small for cheap phones, and outlives new texts, dead workers and second taps."""

import os
import subprocess
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from celery import current_app
from django.core.files.storage import default_storage
from django.utils import timezone

from courses import aloud, audio, ids, sounds, tasks
from courses.curriculum import lesson_page
from courses.models import LessonPage, Recording, Sound
from courses.models.media import Step
from tests import cast, factories
from tests.courses import voices

pytestmark = pytest.mark.django_db
STEP = ids.part("L2.1", "s2")


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path_factory) -> None:
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")


@pytest.fixture
def ffmpeg() -> None:
    """The real one. A run that says CI must have it (.ci/run installs it); elsewhere its absence is told."""
    if not audio.can_make_small():
        assert os.environ.get("CI") != "true", "NO FFMPEG: nothing shows that recordings are made small"
        pytest.skip("NO FFMPEG: install it to see that recordings are made small (apt-get install ffmpeg)")


@pytest.fixture
def no_ffmpeg(monkeypatch, tmp_path) -> None:
    """A machine without it."""
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def page(tmp_path) -> LessonPage:
    return factories.one_lesson(tmp_path, written=0, pairs=0)


def step(page: LessonPage, step_id: UUID = STEP) -> Step:
    return next(one for one in page.to_read() if one.id == step_id)


def record(page: LessonPage, data: bytes | None = None, kind: str = "wav") -> Sound:
    """The sound of the second step, as it came."""
    file = voices.sent(voices.tone() if data is None else data)
    return sounds.keep(lesson=page, step=step(page), file=file, kind=kind, seconds=0, by=None).sound


def came(data: bytes | None = None, kind: str = "wav") -> Sound:
    """A sound that just came; of what lesson does not matter."""
    file = voices.sent(voices.tone() if data is None else data, f"a.{kind}")
    return Sound.objects.create(title="a", type="audio", file=file, file_bytes=file.size)


def files() -> list[str]:
    return default_storage.listdir("sounds")[1]


# --- what is read ---------------------------------------------------------------------------------------------------------
def test_a_step_is_read_in_the_order_of_its_screen(page):
    assert [(one.number, one.name, one.said.splitlines()) for one in page.to_read()] == [
        (1, "s1", ["គំនិត", "ឈប់សិន។"]), (2, "s2", ["ធ្វើ", "គិតសិន។", "១. មួយ", "២. ពីរ"]), (3, "s3", ["សារ", "000", "អបអរ", "មើល។"]),
    ]  # fmt: skip


# --- kept -----------------------------------------------------------------------------------------------------------------
def test_a_recording_knows_its_step_its_text_and_its_size_and_its_name_says_nothing(page):
    sound = record(page)
    kept = Recording.objects.get()
    assert (kept.lesson, kept.step, kept.locale, kept.said_sha256) == (page.translation_key, STEP, "km", aloud.fingerprint(step(page).said))
    assert (sound.transcript, sound.file_bytes, sound.title) == ("ធ្វើ\nគិតសិន។\n១. មួយ\n២. ពីរ", len(voices.tone()), "L2.1 s2 · ធ្វើ")
    assert (sound.file.name.startswith("sounds/"), len(Path(sound.file.name).name), "voice" in sound.file.name) == (True, 14, False)


def test_the_same_sound_twice_is_one_recording_and_another_takes_its_place(page):
    first = record(page)
    assert (record(page), Sound.objects.count(), len(files())) == (first, 1, 1)
    second = record(page, voices.tone(pitch=880))
    assert [one.sound for one in Recording.objects.all()] == [second]
    first.refresh_from_db()
    assert (first.dropped_at is None, second.dropped_at) == (False, None)


def test_the_worker_is_called_once_after_the_commit_and_not_for_the_second_tap(page, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as calls:
        record(page)
        record(page)
    assert (len(calls), "courses.transcode_sound" in current_app.tasks) == (1, True)


def test_new_texts_from_files_lose_no_recording_and_the_change_is_told(page, tmp_path):
    sound = record(page)
    new = factories.lesson("L2.1", written=0, pairs=0)
    new["steps"][1]["body"] = "គិតមួយភ្លែតសិន។"
    factories.teach(tmp_path, {"C2": [new]})
    changed = lesson_page("L2.1")
    assert (step(changed).recording.sound, [one.has_changed for one in changed.to_read()]) == (sound, [False, True, False])
    sounds.keep(lesson=changed, step=step(changed), file=voices.sent(voices.tone()), kind="wav", seconds=0, by=None)
    assert (step(changed).has_changed, step(changed).recording.sound.transcript) == (False, "ធ្វើ\nគិតមួយភ្លែតសិន។")


def test_a_copy_of_a_lesson_has_recordings_of_its_own(page):
    record(page)
    copy = page.copy(update_attrs={"slug": "copy", "title": "ច្បាប់ចម្លង"}, recursive=False)
    assert step(copy).recording is None
    record(copy)
    assert Recording.objects.count() == 2


# --- made small -----------------------------------------------------------------------------------------------------------
def test_a_recording_is_made_small_and_loud_enough_once(ffmpeg):
    sound = came(voices.tone(3))
    tasks.transcode_sound(sound.pk)
    sound.refresh_from_db()
    assert (sound.state, sound.is_for_citizens, round(sound.duration, 1), sound.clock) == ("ready", True, 3.0, "0:03")
    assert (sound.opus_bytes, sound.mp3_bytes) == (sound.opus.size, sound.mp3.size)
    assert (sound.opus_bytes < 8000, sound.mp3_bytes < 14_000, sound.weight) == (True, True, sound.opus_bytes)
    assert [(one["type"], Path(one["src"]).suffix) for one in sound.sources] == [("audio/ogg; codecs=opus", ".opus"), ("audio/mpeg", ".mp3")]
    plain = subprocess.run(["ffmpeg", "-v", "error", "-i", sound.mp3.path, "-f", "s16le", "-"], capture_output=True, check=True).stdout
    assert max(memoryview(plain).cast("h")) > 2 * 0.05 * 32767  # it came with 5 % of what is possible
    tasks.transcode_sound(sound.pk)
    assert len(files()) == 3


@pytest.mark.parametrize(("codec", "kind"), [("libopus", "webm"), ("aac", "m4a"), ("libmp3lame", "mp3"), ("libopus", "ogg")])
def test_every_browsers_way_of_recording_is_read_and_what_it_tells_of_its_maker_is_left_out(ffmpeg, tmp_path, codec, kind):
    (tmp_path / "a.wav").write_bytes(voices.tone())
    made = tmp_path / f"b.{kind}"
    subprocess.run(["ffmpeg", "-v", "error", "-i", tmp_path / "a.wav", "-c:a", codec, "-metadata", "title=SOKHA", made], check=True)
    assert audio.kind(made.read_bytes()[: audio.HEAD]) == kind
    sound = came(made.read_bytes(), kind)
    tasks.transcode_sound(sound.pk)
    sound.refresh_from_db()
    assert (sound.state, [b"SOKHA" in one.open().read() for one in (sound.file, sound.opus, sound.mp3)]) == ("ready", [True, False, False])


@pytest.mark.parametrize("data", [b"RIFF\x24\0\0\0WAVEfmt nonsense", b"\x1aE\xdf\xa3" + bytes(100), b"<html>"])
def test_what_cannot_be_read_is_told_to_trainers_and_not_played_to_citizens(ffmpeg, data):
    sound = came(data)
    tasks.transcode_sound(sound.pk)
    sound.refresh_from_db()
    assert (sound.state, sound.is_for_citizens, bool(sound.opus)) == ("failed", False, False)
    assert not Sound.objects.to_be_made_small(anew=True).exists()  # it would fail again


def test_a_file_that_is_gone_does_not_stop_the_sweep():
    sound = came()
    default_storage.delete(sound.file.name)
    sounds.sweep(timezone.now() + timedelta(minutes=3))
    sound.refresh_from_db()
    assert sound.state == "failed"


def test_without_ffmpeg_a_recording_is_heard_as_it_came_and_made_small_when_ffmpeg_comes(no_ffmpeg, monkeypatch):
    sound = came()
    tasks.transcode_sound(sound.pk)
    sound.refresh_from_db()
    assert (sound.state, sound.is_for_citizens, sound.clock, sound.weight) == ("as_it_came", True, "", len(voices.tone()))
    assert [one["type"] for one in sound.sources] == ["audio/wav"]
    assert [Sound.objects.to_be_made_small(anew=has_ffmpeg).count() for has_ffmpeg in (False, True)] == [0, 1]


def test_what_a_dead_worker_left_is_swept_up_but_not_under_a_living_ones_hands(no_ffmpeg):
    sound = came()
    tasks.sweep_sounds()
    sound.refresh_from_db()
    assert sound.state == "waiting"
    sounds.sweep(timezone.now() + timedelta(minutes=3))
    sound.refresh_from_db()
    assert sound.state == "as_it_came"


def test_a_file_that_was_replaced_meanwhile_waits_for_its_own_turn(ffmpeg, monkeypatch):
    sound = came()
    make_small = audio.make_small

    def slow(*where):
        Sound.objects.get(pk=sound.pk).file.save("new.wav", voices.sent(voices.tone(pitch=880)))
        return make_small(*where)

    monkeypatch.setattr(audio, "make_small", slow)
    tasks.transcode_sound(sound.pk)
    sound.refresh_from_db()
    assert (sound.state, sound.is_for_citizens, list(Sound.objects.to_be_made_small(anew=False))) == ("waiting", False, [sound])


def test_two_workers_make_one_pair_of_files(ffmpeg, monkeypatch):
    sound = came()
    make_small = audio.make_small

    def with_a_rival(*where):
        monkeypatch.setattr(audio, "make_small", make_small)
        tasks.transcode_sound(sound.pk)
        return make_small(*where)

    monkeypatch.setattr(audio, "make_small", with_a_rival)
    tasks.transcode_sound(sound.pk)
    assert len(files()) == 3


@pytest.mark.parametrize("task", ["courses.transcode_sound", "courses.sweep_sounds"])
def test_a_killed_workers_task_comes_back(task):
    assert (current_app.tasks[task].acks_late, current_app.tasks[task].reject_on_worker_lost) == (True, True)


# --- dropped --------------------------------------------------------------------------------------------------------------
def test_a_dropped_recording_is_gone_at_once_and_its_files_when_no_kept_page_leads_to_them(page, ffmpeg, django_capture_on_commit_callbacks):
    tasks.transcode_sound(record(page).pk)
    sounds.drop(lesson=page, step=step(page))
    assert (Recording.objects.count(), len(files())) == (0, 3)
    with django_capture_on_commit_callbacks(execute=True):
        sounds.sweep(timezone.now() + timedelta(minutes=59))
        assert len(files()) == 3
        sounds.sweep(timezone.now() + timedelta(minutes=61))
    assert (Sound.objects.count(), files()) == (0, [])


# --- what citizens get ------------------------------------------------------------------------------------------------------
def heard(person: cast.Person) -> tuple[int, int, int]:
    """Players, steps without a sound, and transcripts on the lesson's page."""
    source = cast.text(person.get("/c2/l2-1/"))
    return source.count("<audio"), source.count("មិនទាន់មានសំឡេងទេ"), source.count("អ្វីដែលគេនិយាយ")


def test_a_citizen_hears_a_step_as_soon_as_its_sound_is_small_and_no_longer_when_it_is_dropped(page, citizen, ffmpeg):
    assert heard(citizen) == (0, 3, 0)
    sound = record(page, voices.tone(3))
    assert heard(citizen) == (0, 3, 0)
    tasks.transcode_sound(sound.pk)
    assert heard(citizen) == (1, 2, 0)
    assert f"ស្តាប់ · ០:០៣ · {'០១២៣៤៥៦៧៨៩'[-(-Sound.objects.get().opus_bytes // 1024)]} KB" in cast.text(citizen.get("/c2/l2-1/"))
    sounds.drop(lesson=page, step=step(page))
    assert heard(citizen) == (0, 3, 0)


def test_what_is_said_stands_beside_the_sound_only_where_the_page_says_something_else(page, citizen, no_ffmpeg):
    sound = record(page)
    tasks.transcode_sound(sound.pk)
    sound.refresh_from_db()
    sound.transcript = sound.transcript.replace("\n", "\r\n")
    sound.save()
    assert heard(citizen) == (1, 2, 0)
    sound.transcript = "គិតមួយភ្លែតសិន។"
    sound.save()
    assert heard(citizen) == (1, 2, 1)


def test_sounds_cost_one_query_however_many_there_are(page, django_assert_num_queries):
    for one in page.to_read()[:2]:
        sounds.keep(lesson=page, step=one, file=voices.sent(voices.tone()), kind="wav", seconds=1, by=None)
    with django_assert_num_queries(1):
        assert len(Recording.objects.of(page)) == 2


def test_another_language_has_recordings_of_its_own(page):
    record(page)
    Recording.objects.update(locale="en")
    assert Recording.objects.of(page) == {}
