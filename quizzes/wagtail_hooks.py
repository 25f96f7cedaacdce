"""The question bank and its report in the editor, how a quiz page is served, and why content that somebody answered is not deleted."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CopyView, SnippetViewSet

from quizzes import reports, scam_inbox, views
from quizzes.models import Attempt, Question, QuestionVersion, QuizPage

Serve = Callable[..., HttpResponse]


class QuestionFilter(WagtailFilterSet):
    """Find questions by what they are."""

    code = CharFilter(label=_("Competence code"))

    class Meta:
        model = Question
        fields = ("kind", "truth", "difficulty", "code", "live")


class UsedInColumn(Column):
    """The lessons whose checks ask this question."""

    def get_value(self, instance: Question) -> SafeString:
        """Return links to the quizzes."""
        rows = [(reverse("wagtailadmin_pages:edit", args=[row.page_id]), row.page.title) for row in instance.used_in.all()]
        return format_html_join(", ", '<a href="{}">{}</a>', rows)


class StatusColumn(LiveStatusTagColumn):
    """Whether it is published. Wagtail's own status asks the database once a question for a publishing date."""

    def get_value(self, instance: Question) -> str:
        """Return the words Wagtail has for it."""
        if not instance.live:
            return gettext("draft")
        return gettext("live + draft") if instance.has_unpublished_changes else gettext("live")


class CopyQuestion(CopyView):
    """A copy is a message of its own: the twin stays with the first."""

    def get_initial_form_instance(self) -> Question:
        """Return the question without its twin; the form sends it as a new one."""
        question: Question = super().get_initial_form_instance()
        question.twin = None
        return question


class QuestionViewSet(SnippetViewSet):
    """The bank: listed, filtered, searched, with the place of use."""

    model = Question
    icon = "help"
    menu_label = _("Questions")
    menu_order = 150
    add_to_admin_menu = True
    filterset_class = QuestionFilter
    copy_view_class = CopyQuestion
    list_per_page = 50
    list_display = ("__str__", "kind", "truth", "code", "difficulty", StatusColumn(label=_("Status")), UsedInColumn("used_in", label=_("Used in")))

    def get_queryset(self, request: HttpRequest) -> Any:  # noqa: ANN401, ARG002 -- Wagtail's own signature
        """Fetch the places of use and the drafts with the questions: three queries for any number."""
        questions = Question.objects.select_related("latest_revision").defer("latest_revision__content")
        return questions.prefetch_related("used_in__page").order_by("stable_id")


register_snippet(QuestionViewSet)
hooks.register("register_admin_urls", reports.urls)
hooks.register("register_reports_menu_item", reports.menu_item)
hooks.register("register_admin_urls", scam_inbox.urls)
hooks.register("register_admin_menu_item", scam_inbox.menu_item)


# order=100: after Wagtail's own guards. Earlier, pages behind a login would be open (decisions E1).
@hooks.register("on_serve_page", order=100)
def serve_quiz(next_serve: Serve) -> Serve:
    """Serve a quiz page as a quiz; every other page as it serves itself."""

    def serve(page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse:
        return views.start(request, page) if isinstance(page, QuizPage) else next_serve(page, request, args, kwargs)

    return serve


@hooks.register("before_delete_snippet")
def keep_answered_questions(request: HttpRequest, instances: Iterable[Model]) -> HttpResponse | None:
    """Refuse to delete a question that is used or was answered; offer to archive it."""
    asked = [one for one in instances if isinstance(one, Question) and (one.used_in.exists() or _was_answered(one))]
    if not asked:
        return None
    messages.error(
        request, _("This question stands in a check, or people have answered it. Unpublish it instead: it is then archived and no longer drawn.")
    )
    return redirect(reverse(asked[0].snippet_viewset.get_url_name("unpublish"), args=[asked[0].pk]))


@hooks.register("before_delete_page")
def keep_answered_lessons(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a page with a check that somebody answered; offer to archive it."""
    if not _was_answered_below(page):
        return None
    messages.error(request, _("People have answered here. Unpublish this page instead: it is then archived, and what they learned stays."))
    return redirect("wagtailadmin_pages:unpublish", page.pk)


# Wagtail's "delete selected" does not pass through the hook above.
@hooks.register("before_bulk_action")
def keep_answered_lessons_too(request: HttpRequest, action: str, pages: Iterable[Model], _action: object) -> HttpResponse | None:
    """Refuse the same for several pages at once, and lead to the first that must stay."""
    asked = [one for one in pages if action == "delete" and isinstance(one, Page) and _was_answered_below(one)]
    return keep_answered_lessons(request, asked[0]) if asked else None


def _was_answered_below(page: Page) -> bool:
    keys = list(QuizPage.objects.descendant_of(page, inclusive=True).values_list("translation_key", flat=True))
    return Attempt.objects.filter(quiz_key__in=keys).exists()


def _was_answered(question: Question) -> bool:
    return QuestionVersion.objects.filter(question_key=question.translation_key, responses__isnull=False).exists()
