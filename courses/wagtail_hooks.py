"""What lessons refer to, in the editor: official services, terms, spellings, competences."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses import sound_views
from courses.models import Competence, GlossaryTerm, KnownScam, OfficialService, Spelling


class OfficialServiceViewSet(SnippetViewSet):
    """Real e-services: whose they are, and when we last looked."""

    model = OfficialService
    icon = "globe"
    list_display = ("name", "owner", "domains", "certainty", "checked_on")
    list_filter = ("certainty",)


class KnownScamViewSet(SnippetViewSet):
    """What swindlers are known to use, and who says so."""

    model = KnownScam
    icon = "warning"
    list_display = ("value", "kind", "pretends", "since", "source")
    list_filter = ("kind",)


class CompetenceViewSet(SnippetViewSet):
    """The codes a lesson and a question may name."""

    model = Competence
    icon = "list-ol"
    list_display = ("code", "title", "framework_version")
    list_filter = ("framework_version",)


class GlossaryTermViewSet(SnippetViewSet):
    """One thing, one word."""

    model = GlossaryTerm
    icon = "openquote"
    list_display = ("term", "term_en", "plain", "everyday")
    list_filter = ("everyday",)


class SpellingViewSet(SnippetViewSet):
    """What people really type."""

    model = Spelling
    icon = "search"
    list_display = ("word", "typed")


class ReferenceGroup(SnippetViewSetGroup):
    """What lessons refer to."""

    items = (OfficialServiceViewSet, KnownScamViewSet, GlossaryTermViewSet, SpellingViewSet, CompetenceViewSet)
    menu_label = _("References")
    menu_icon = "globe"
    menu_order = 160


register_snippet(ReferenceGroup)
hooks.register("register_admin_urls", sound_views.urls)


@hooks.register("before_serve_page")
def keep_languages_apart(page: Page, request: HttpRequest, *_args: Any) -> None:  # noqa: ANN401 -- Wagtail's own signature
    """Say "not found" under /en/ while there is no English page, rather than show the Khmer one under an English address."""
    if request.path_info.startswith("/en/") and page.locale.language_code != "en":
        raise Http404
