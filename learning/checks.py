"""System checks: no table without a word on whose data it holds."""

from django.core.checks import CheckMessage, Error, register

from learning import privacy


@register()
def every_model_says_whose_data_it_holds(**_: object) -> list[CheckMessage]:
    """Refuse to start with a model that has no full Privacy note."""
    return [Error(f"{label} {gap}.", id="learning.E001") for label, missing in privacy.unclassified().items() for gap in missing]
