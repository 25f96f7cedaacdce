"""The panel "Sound" of the lesson's editor. It stands in the page's form and has no field in it: its buttons send for themselves."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.panels import Panel


class SoundPanel(Panel):
    """Every step with its text to read, its recording, and a microphone."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one lesson."""

        template_name = "courses/sounds/panel.html"

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            """Add the lesson as it is saved, and its steps."""
            steps = self.instance.to_read() if self.instance.pk else []
            return super().get_context_data(parent_context) | {"lesson": self.instance, "steps": steps}

        class Media:
            css = {"all": ["courses/sound.css"]}
            js = ["courses/sound.js"]
