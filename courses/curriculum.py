"""Courses and lessons: from files to pages, and back."""

from typing import Any

from wagtail.models import Locale, Page, Site

from courses import files, forms, ids, markup, steps
from courses.bases import PublicPage
from courses.files import Data
from courses.loading import Loading
from courses.models import AboutPage, Competence, CoursePage, HomePage, LessonPage, OfficialService

_COURSE = ("title", "title_en", "icon", "proofread", "summary")


def newest(page: Page | None) -> Any:  # noqa: ANN401 -- the page's own class
    """Return the page with its newest draft, or None: what an author sees is what counts as the CMS's state."""
    return page.get_latest_revision_as_object() if page and page.latest_revision_id else page


# --- the site ---------------------------------------------------------------------------------------------------------


def home() -> HomePage:
    """Return the Khmer home page, making it (and the site's root) on the first run."""
    found = HomePage.objects.filter(locale__language_code="km").first()
    if found:
        return found
    root = Page.get_first_root_node()
    # Wagtail's first migration leaves a welcome page that is no page of ours.
    root.get_children().exact_type(Page).delete()
    page = root.add_child(instance=HomePage(title="-", slug="home", intro="-", locale=Locale.objects.get(language_code="km")))
    Site.objects.update_or_create(is_default_site=True, defaults={"root_page": page, "hostname": "localhost"})
    return page


def load_site(data: Data, loading: Loading) -> None:
    """Load the texts of the home page and of "who runs this"."""
    page = home()

    def apply_home(given: Data) -> None:
        _publish(newest(page), title=given["title"], intro=given["intro"])

    loading.settle("home", data["home"], {"title": newest(page).title, "intro": newest(page).intro} if page.title != "-" else None, apply_home)
    about = newest(AboutPage.objects.child_of(page).filter(slug="about").first())

    def apply_about(given: Data) -> None:
        values = {"title": given["title"], "body": markup.to_html(given["body"])}
        _publish(about, **values) if about else _add(page, AboutPage(slug="about", **values))

    given = data["about"] | {"body": markup.to_text(markup.to_html(data["about"]["body"]))}
    loading.settle("about", given, {"title": about.title, "body": markup.to_text(about.body)} | _hidden(about) if about else None, apply_about)


def export_site() -> Data:
    """Return the site's texts as their file holds them."""
    page = home()
    about = AboutPage.objects.child_of(page).filter(slug="about").first() or AboutPage(title="", body="")  # an author may have deleted it
    return {"home": {"title": page.title, "intro": page.intro}, "about": {"title": about.title, "body": markup.to_text(about.body)}}


# --- courses and lessons ----------------------------------------------------------------------------------------------


def load_course(data: Data, loading: Loading) -> CoursePage | None:
    """Load a course; return its page, or None if an author deleted it."""
    found = newest(course_page(data["id"]))

    def apply(given: Data) -> None:
        values = {name: given[name] for name in _COURSE} | {"skill": given.get("skill", "")}
        _publish(found, **values) if found else _add(home(), _named(CoursePage(**values), given["id"]))

    loading.settle(data["id"], data, export_course(found) if found else None, apply)
    return course_page(data["id"])


def course_page(stable_id: str) -> CoursePage | None:
    """Return the Khmer page of a course."""
    return CoursePage.objects.filter(stable_id=stable_id, locale__language_code="km").first()


def export_course(page: CoursePage) -> Data:
    """Return a course as its file holds it."""
    values = {name: getattr(page, name) for name in (*_COURSE, "skill")}
    return files.lean({"id": page.stable_id} | values, forms.COURSE) | _hidden(page)


def load_lesson(data: Data, course: CoursePage, loading: Loading) -> LessonPage | None:
    """Load a lesson without its questions; return its page, or None if an author deleted it."""
    found = newest(lesson_page(data["id"]))

    def apply(given: Data) -> None:
        values = {name: given[name] for name in ("title", "title_en", "proofread", "minutes", "objective", "objective_en", "key_message", "sms")}
        page = found or _named(LessonPage(), given["id"])
        page.steps = steps.to_blocks(given["id"], given["steps"])
        page.competences = Competence.objects.filter(code__in=given["competences"])
        page.services = OfficialService.objects.filter(slug__in=given["services"])
        _publish(page, **values) if found else _add(course, page, **values)

    loading.settle(data["id"], data, export_lesson(found) if found else None, apply, below=course.stable_id)
    return lesson_page(data["id"])


def lesson_page(stable_id: str) -> LessonPage | None:
    """Return the Khmer page of a lesson."""
    return LessonPage.objects.filter(stable_id=stable_id, locale__language_code="km").first()


def export_lesson(page: LessonPage) -> Data:
    """Return a lesson without its questions as its file holds it."""
    names = ("title", "title_en", "proofread", "minutes", "objective", "objective_en", "key_message", "sms")
    values = {name: getattr(page, name) for name in names}
    values["competences"] = sorted(one.code for one in page.competences.all())
    values["services"] = sorted(one.slug for one in page.services.all())
    return {"id": page.stable_id} | values | {"steps": steps.from_blocks(page.stable_id, page.steps)} | _hidden(page)


def _hidden(page: Page) -> Data:
    """An unpublished page differs from its file: nothing publishes it again behind the author's back."""
    return {} if page.live else {"unpublished": True}


def _named(page: Any, stable_id: str) -> Any:  # noqa: ANN401 -- the page's own class
    page.stable_id, page.translation_key, page.slug = stable_id, ids.key(stable_id), ids.slug(stable_id)
    return page


def _add(parent: Page, page: Page, **values: object) -> None:
    for name, value in values.items():
        setattr(page, name, value)
    page.locale = parent.locale
    parent.add_child(instance=page)
    page.save_revision(log_action=True).publish()


def _publish(page: PublicPage | AboutPage, **values: object) -> None:
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision(log_action=True).publish()  # without an entry in the log, History could not bring this text back
