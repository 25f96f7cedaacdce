"""The trainers' report on how questions work: doors below /cms/reports/questions/."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from courses.blocks import JudgingSkill, Truth
from quizzes import advice
from quizzes.item_analysis import Flag
from quizzes.models import ItemFigure, Question, QuestionVersion

_TITLE = 60  # signs of a question shown in the list


# --- the list ---------------------------------------------------------------------------------------------------------
def asked() -> QuerySet[ItemFigure]:
    """Return the newest figures of every question that is published, those that need looking at first."""
    version = QuestionVersion.objects.filter(question_key=OuterRef("version__question_key"), locale=OuterRef("version__locale"))
    newer = version.filter(number__gt=OuterRef("version__number"), figure__isnull=False)
    question = Question.objects.filter(translation_key=OuterRef("version__question_key"), locale__language_code=OuterRef("version__locale"))
    found = ItemFigure.objects.filter(~Exists(newer), Exists(question.filter(live=True)))
    return found.select_related("version").order_by("urgency", "version__content__stable_id", "pk")


class FigureFilter(WagtailFilterSet):
    """Find questions by what is practised with them and by what is wrong with them."""

    skill = ChoiceFilter(label=_("What is practised with it"), field_name="version__content__skill", choices=JudgingSkill.choices)
    flag = ChoiceFilter(label=_("What to look at"), method="remarked", choices=[(str(flag), advice.NAMES[flag]) for flag in Flag])

    class Meta:
        model = ItemFigure
        fields = ()

    def remarked(self, figures: QuerySet[ItemFigure], _name: str, code: str) -> QuerySet[ItemFigure]:
        """Keep those with a remark; SQLite cannot look into a list, so its text is searched."""
        return figures.annotate(remarks=Cast("flags", TextField())).filter(remarks__contains=f'"{code}"')


class AdviceColumn(Column):
    """What to do, one sentence each."""

    cell_template_name = "quizzes/reports/advice_cell.html"

    def get_value(self, instance: ItemFigure) -> list[str]:
        """Return the sentences."""
        return list(advice.sentences(instance))


def text(figure: ItemFigure) -> str:
    """Return what a question asks, or its message."""
    content = figure.version.content
    return " ".join((content["text"] or content.get("message", "")).split())


def title(figure: ItemFigure) -> str:
    """Return the name of a question and the beginning of its text, cut between words: Khmer signs cut elsewhere fall apart."""
    whole = text(figure)
    start = whole if len(whole) <= _TITLE else f"{whole[:_TITLE].rpartition(' ')[0] or whole[:_TITLE]} …"
    return f"{figure.version.content['stable_id']} · {start}"


def address(figure: ItemFigure) -> str:
    """Return where all figures of a question stand."""
    return reverse("question_figures", args=[figure.version_id])


class ForAuthors(PermissionCheckedMixin):
    """Only for people who may change questions."""

    permission_policy = ModelPermissionPolicy(Question)
    permission_required = "change"


class QuestionsView(ForAuthors, ReportView):
    """How the skills grow, and below every question that is asked, the one that most needs looking at first."""

    page_title = _("Questions: how they work")
    header_icon = "help"
    template_name = "quizzes/reports/questions.html"
    index_url_name = "questions_report"
    index_results_url_name = "questions_report_results"
    filterset_class = FigureFilter
    list_export: tuple[str, ...] = ()  # figures of few people do not leave in files
    columns = (
        TitleColumn("title", label=_("Question"), width="40%", accessor=title, get_url=address),
        AdviceColumn("advice", label=_("What to do")),
        NumberColumn("first_answers", label=_("Answers"), width="10%"),
    )

    def get_base_queryset(self) -> QuerySet[ItemFigure]:
        """Return the questions that are asked."""
        return asked()

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- Wagtail's own signature
        """Add the skills, but not where the list alone is drawn again."""
        return super().get_context_data(*args, **kwargs) | ({} if self.results_only else {"skills": advice.skills()})


class FiguresView(ForAuthors, WagtailAdminTemplateMixin, View):
    """All figures of one version of a question, and how its earlier versions did."""

    page_title = _("How a question works")
    header_icon = "help"
    template_name = "quizzes/reports/figures.html"

    def get(self, _request: HttpRequest, version: int) -> HttpResponse:
        """Show them."""
        figure = get_object_or_404(ItemFigure.objects.select_related("version"), version=version)
        key, locale, content = figure.version.question_key, figure.version.locale, figure.version.content
        question = Question.objects.filter(translation_key=key, locale__language_code=locale).first()
        others = ItemFigure.objects.filter(version__question_key=key, version__locale=locale).exclude(pk=figure.pk)
        seen = {"name": content["stable_id"], "text": text(figure), "truth": Truth(content["truth"]).label if content.get("truth") else ""}
        seen |= {"advice": list(advice.sentences(figure)), "numbers": advice.numbers(figure), "choices": advice.choices(figure)}
        seen["others"] = [(one, advice.right(one)) for one in others.select_related("version").order_by("-version__number")]
        seen["edit"] = question and reverse(question.snippet_viewset.get_url_name("edit"), args=[question.pk])
        return self.render_to_response(self.get_context_data(**seen))

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the report."""
        report = {"url": reverse("questions_report"), "label": QuestionsView.page_title}
        return [*self.breadcrumbs_items, report, {"url": "", "label": self.page_title}]


# --- the way there ----------------------------------------------------------------------------------------------------
class ReportItem(MenuItem):
    """Shown to those who may change questions."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may."""
        return ForAuthors.permission_policy.user_has_permission(request.user, ForAuthors.permission_required)


def menu_item() -> ReportItem:
    """The entry among the reports."""
    return ReportItem(QuestionsView.page_title, reverse("questions_report"), name="questions", icon_name="help", order=100)


def urls() -> list[URLPattern]:
    """Addresses below /cms/."""
    return [
        path("reports/questions/", QuestionsView.as_view(), name="questions_report"),
        path("reports/questions/results/", QuestionsView.as_view(results_only=True), name="questions_report_results"),
        path("reports/questions/<int:version>/", FiguresView.as_view(), name="question_figures"),
    ]
