"""The search of the whole site, citizens' and the editor's: Wagtail's own database search, made to read Khmer (courses/clusters.py).

What is indexed and what is asked for pass through the same encoder, so SQLite's FTS5 and PostgreSQL find the same.
"""

from importlib import import_module
from typing import Any

from django.db import connection
from modelsearch.query import MATCH_ALL, MATCH_NONE, And, Boost, Fuzzy, MatchAll, Not, Or, Phrase, PlainText

from courses import clusters, khmer
from courses.clusters import Spellings, Tokens
from courses.models import Spelling

_VENDORS = {"postgresql": "postgres.postgres", "sqlite": "sqlite.sqlite"}
# The module for the other database cannot even be imported.
_module: Any = import_module(f"modelsearch.backends.database.{_VENDORS[connection.vendor]}")


# --- the index --------------------------------------------------------------------------------------------------------


class _ObjectIndexer(_module.ObjectIndexer):
    def prepare_value(self, value: Any) -> str:  # noqa: ANN401 -- whatever a field holds
        """Return a field's text as tokens."""
        return clusters.encode(super().prepare_value(value))


# modelsearch offers no place to hang an indexer of one's own: pyproject.toml pins its minor version, tests/courses/test_search.py tells.
_module.ObjectIndexer = _ObjectIndexer


# --- the query --------------------------------------------------------------------------------------------------------


class Words(PlainText):
    """Tokens in a row. One word for modelsearch, which parts words at spaces; a phrase for the databases, which part them at the stroke."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__("|".join(tokens))


def known_spellings() -> Spellings:
    """Return what people really type for our words. One query; the table is small, and encoded anew only when it changed."""
    rows = Spelling.objects.values_list("word", "typed")
    return clusters.spellings(tuple((word, *(one for one in typed.split(",") if one.strip())) for word, typed in rows))


def understand(text: str, known: Spellings, operator: str = "and") -> Any:  # noqa: ANN401 -- modelsearch has no types
    """Return the query for what somebody typed: every part of it, in any of its spellings."""
    ways = clusters.readings(clusters.parts(text), known)
    return _joined(Or if operator.lower() == "or" else And, [_joined(Or, [Words(one) for one in part]) for part in ways])


# What makes words a question; the answer does without.
_ASKING = frozenset({
    "តើ", "អ្វី", "ធ្វើ", "ទេ", "ឬ", "មាន", "ជា", "ដូចម្តេច", "ដូចម្ដេច", "ម៉េច", "ម្តេច", "យ៉ាង", "យ៉ាងណា", "ណា", "ខ្ញុំ", "យើង", "គេ", "ត្រូវ",
    "បាន", "នេះ", "នោះ", "បើ", "ពេល", "ហើយ", "ដែល", "របស់", "ក្នុង", "ពី", "ទៅ", "នៅ",
})  # fmt: skip


def understand_words(text: str, known: Spellings) -> Any:  # noqa: ANN401 -- modelsearch has no types
    """Return the query for the same words anywhere: for a whole question, which no lesson repeats letter by letter."""
    words = khmer.words(khmer.normalise(text).replace("\u200b", ""))
    return understand(" ".join(word for word in words if word.rstrip("?។! ") not in _ASKING), known)


def _joined(kind: type, queries: list[Any]) -> Any:  # noqa: ANN401 -- modelsearch has no types
    kept = [one for one in queries if one is not MATCH_NONE]
    return kind(kept) if len(kept) > 1 else kept[0] if kept else MATCH_NONE


def _encoded(query: Any) -> Any:  # noqa: ANN401 -- modelsearch has no types
    """Return a query that Wagtail's own pages put together, with every text in it understood."""
    if isinstance(query, PlainText | Fuzzy) and not isinstance(query, Words):
        return understand(query.query_string, known_spellings(), query.operator)
    if isinstance(query, Phrase):
        tokens = [token for part in clusters.parts(query.query_string) for token in part]
        return Words(tuple(tokens)) if tokens else MATCH_NONE
    if isinstance(query, And | Or):
        return _joined(type(query), [_encoded(one) for one in query.subqueries])
    if isinstance(query, Boost):
        return _encoded(query.subquery)
    if isinstance(query, Not) and not isinstance(query.subquery, MatchAll):
        inner = _encoded(query.subquery)
        return MATCH_ALL if inner is MATCH_NONE else Not(inner)
    return query


# --- the backend ------------------------------------------------------------------------------------------------------


class _WholeRank:
    def build_tsrank(self, vector: Any, query: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- modelsearch's own signature
        """Rank by the whole match: multiplied part by part, SQLite's negative ranks change their sign. A double Not is one part."""
        return super().build_tsrank(vector, Not(Not(query)), *args, **kwargs)  # type: ignore[misc]


class _Compiler(_WholeRank, _module.SearchBackend.query_compiler_class):
    pass


class _AutocompleteCompiler(_WholeRank, _module.SearchBackend.autocomplete_query_compiler_class):
    pass


class SearchBackend(_module.SearchBackend):
    """Wagtail's search on our database, in Khmer."""

    query_compiler_class = _Compiler
    autocomplete_query_compiler_class = _AutocompleteCompiler

    def _search(self, compiler: type, query: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- modelsearch's own signature
        asked = PlainText(query, operator=kwargs.get("operator") or "and") if isinstance(query, str) else query
        return super()._search(compiler, _encoded(asked), *args, **kwargs)
