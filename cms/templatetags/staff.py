"""How codes and browsers are shown to people who work here."""

from django import template

register = template.Library()
_BROWSERS = (
    ("Edg", "Edge"),
    ("SamsungBrowser", "Samsung Internet"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))


@register.filter
def in_fours(code: str) -> str:
    """Break a code where the eye rests.

    >>> in_fours("12345678"), in_fours("ABCDEFGHIJ")
    ('1234 5678', 'ABCD EFGH IJ')
    """
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


@register.filter
def browser(user_agent: str) -> str:
    """Name a browser and its system by what it says of itself.

    >>> browser("Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"), browser("curl/8"), browser("")
    ('Chrome, Android', 'curl/8', '?')
    """
    found = [name for mark, name in _BROWSERS if mark in user_agent][:1] + [name for mark, name in _SYSTEMS if mark in user_agent][:1]
    return ", ".join(found) or user_agent[:40] or "?"
