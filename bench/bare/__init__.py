"""A Wagtail project with nothing in it but one page: what our pages are compared with."""
