"""The Celery app: tasks are one line each and live in the tasks module of each room."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
app = Celery("chbas")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
