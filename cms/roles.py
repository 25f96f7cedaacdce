"""What each kind of staff may do. Roles are Wagtail groups, made again on every start and never taken from by hand-made changes."""

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from courses.curriculum import home

TRAINERS, OFFICERS = "Trainers", "Officers"
_EDITOR = ("wagtailadmin.access_admin",)
_TRAINER = (
    *_EDITOR,
    *(f"quizzes.{verb}_question" for verb in ("add", "change", "publish", "view", "delete")),
    *(f"courses.{verb}_{name}" for name in ("officialservice", "glossaryterm", "spelling") for verb in ("add", "change", "view", "delete")),
    "courses.view_competence",
    "sms_gateway.view_outboundmessage",
)
_OFFICER = ("learning.see_reports",)
_PAGES = ("add_page", "change_page", "publish_page", "bulk_delete_page")
# Wagtail asks for the rights on its own models, also where ours stand in their place.
_FILES = ("add_image", "change_image", "choose_image", "add_media", "change_media", "add_document", "change_document", "choose_document")


def setup() -> None:
    """Make the groups and give them their permissions."""
    trainers, officers = (Group.objects.get_or_create(name=name)[0] for name in (TRAINERS, OFFICERS))
    trainers.permissions.add(*_permissions(_TRAINER))
    officers.permissions.add(*_permissions(_OFFICER))
    page: Page = home()
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=_PAGES):
        GroupPagePermission.objects.get_or_create(group=trainers, page=page.page_ptr, permission=permission)
    root = Collection.get_first_root_node()
    for permission in Permission.objects.filter(content_type__app_label__in=("wagtailimages", "wagtailmedia", "wagtaildocs"), codename__in=_FILES):
        GroupCollectionPermission.objects.get_or_create(group=trainers, collection=root, permission=permission)


def setup_address() -> None:
    """Tell Wagtail where the site is (decisions A10: CHBAS_URL decides)."""
    name, _, port = settings.SITE_HOST.partition(":")
    values = {"hostname": name, "port": int(port or (443 if settings.HTTPS else 80)), "site_name": settings.WAGTAIL_SITE_NAME, "root_page": home()}
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if any(getattr(site, field) != value for field, value in values.items()):
        for field, value in values.items():
            setattr(site, field, value)
        site.save()


def _permissions(names: tuple[str, ...]) -> list[Permission]:
    found = []
    for name in names:
        label, codename = name.split(".")
        found.append(Permission.objects.get(content_type__app_label=label, codename=codename))
    return found
