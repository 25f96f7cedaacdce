"""Our own line drawings: they say in a picture what a step is about, for those who read little. One file each in templates/courses/drawings."""

from django.utils.translation import gettext_lazy as _

# The name of each, and the words that stand for it where nobody sees it.
DRAWINGS = [
    ("stop", _("An open hand: stop")), ("think", _("A person thinks")), ("ask", _("Two people talk")), ("family", _("A grown-up and a child")),
    ("village", _("People of a village together")), ("ring", _("A telephone rings")), ("message", _("A message on a telephone")),
    ("code", _("A code on a telephone")), ("secret", _("A padlock: keep it secret")), ("address", _("An address, its end marked")),
    ("scan", _("A telephone scans a QR code")), ("shop", _("A market stall")), ("pay", _("Money leaves a telephone")),
    ("receive", _("Money reaches a telephone")), ("bank", _("A bank")), ("office", _("A public office with a flag")),
    ("police", _("A police officer")), ("card", _("An identity card")), ("letter", _("A letter with a QR code")), ("clock", _("A clock: one hour")),
    ("screenshot", _("A picture of the screen")), ("report", _("Somebody reports it")), ("gift", _("A gift box")), ("job", _("A bag for work")),
    ("install", _("An app is installed")), ("key", _("A key")), ("shield", _("A shield: protected")), ("receipt", _("A receipt")),
    ("compare", _("Two things side by side")), ("listen", _("Somebody listens to somebody")), ("loan", _("Money and a calendar")),
    ("grow", _("A curve that promises much")),
]  # fmt: skip
