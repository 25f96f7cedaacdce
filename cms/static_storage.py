"""Static files as phones get them: named by their content, compressed, and without what only we read."""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from rcssmin import cssmin
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Our own files only: Wagtail's come ready.
_MINIFIED = {("css", ".css"): cssmin, ("js", ".js"): jsmin}


class LeanStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """What whitenoise does, with our style sheets and scripts minified before they are hashed."""

    def post_process(self, paths: dict[str, tuple[Storage, str]], **options: Any) -> Iterator[tuple[str, str, bool]]:  # noqa: ANN401 -- Django's own signature
        """Yield every file with the name it got."""
        yield from super().post_process({name: (Lean(storage), path) for name, (storage, path) in paths.items()}, **options)


class Lean(Storage):
    """The source files of a finder, read minified."""

    def __init__(self, source: Storage) -> None:
        self._source = source

    def _open(self, name: str, mode: str = "rb") -> File:
        file = self._source.open(name, mode)
        folder, suffix = name.partition("/")[0], name[name.rfind(".") :]
        if not (minified := _MINIFIED.get((folder, suffix))):
            return file
        with file:
            return ContentFile(minified(file.read().decode()).encode())
