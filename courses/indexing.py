"""What Wagtail does after every save, for the search and for "used in": while much is loaded, once for each object, at the end.

Loading saves an object four to five times (itself, its revision, its publishing, its twin); indexing each time was half of the work.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import TaskResult

_waiting: ContextVar[dict[tuple[str, str], TaskResult] | None] = ContextVar("waiting", default=None)


class Backend(ImmediateBackend):
    """Runs a task at once, or remembers it while `once_each` is open."""

    def _execute_task(self, task_result: TaskResult) -> None:
        waiting = _waiting.get()
        if waiting is None:
            super()._execute_task(task_result)
        else:
            waiting[task_result.task.module_path, repr((task_result.args, task_result.kwargs))] = task_result


@contextmanager
def once_each() -> Iterator[None]:
    """Put off what is to be done after saving, and do each thing once, in the order in which it was first asked for."""
    waiting: dict[tuple[str, str], TaskResult] = {}
    before = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(before)
    for result in waiting.values():
        result.task.enqueue(*result.args, **result.kwargs)
