"""Make its database, with the text of our lesson in Wagtail's own first page."""

import django
import yaml
from django.core.management import call_command

from cms.up import BASE

django.setup()

from wagtail.models import Page  # noqa: E402 -- settings are read by now

lesson = yaml.safe_load((BASE / "curriculum/C2/L2.2.yaml").read_text(encoding="utf-8"))
text = "\n\n".join(f"{step['title']}\n\n{step['body']}\n\n{step.get('message', {}).get('text', '')}" for step in lesson["steps"])
call_command("migrate", interactive=False, verbosity=0)
Page.objects.filter(depth=2).update(title=lesson["title"], draft_title=lesson["title"], search_description=text)
