"""What each kind of staff may do. Roles are Wagtail groups, made again on every start and never taken from by hand-made changes.

Administrators are no group: who is marked so in the account may do everything, and nobody else gives rights.
"""

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, Page, Site

from courses.curriculum import home

AUTHORS, REVIEWERS, TRAINERS, OFFICERS, PROTECTORS = "Authors", "Reviewers", "Trainers", "Officers", "Data-protection officers"
_EDITOR = ("wagtailadmin.access_admin",)
_REFERENCES = ("officialservice", "knownscam", "glossaryterm", "spelling")  # without drafts: whoever changes one publishes it
# Authors write what somebody else publishes.
_AUTHOR = (
    *_EDITOR,
    *(f"quizzes.{verb}_question" for verb in ("add", "change", "view")),
    "quizzes.change_scamgroup",  # answers what people report
    *(f"courses.view_{name}" for name in _REFERENCES),
    "courses.view_competence",
)
_REVIEWER = (
    *_EDITOR,
    *(f"quizzes.{verb}_question" for verb in ("add", "change", "publish", "view", "delete")),
    "quizzes.change_scamgroup",
    *(f"courses.{verb}_{name}" for name in _REFERENCES for verb in ("add", "change", "view", "delete")),
    "courses.view_competence",
)
PERMISSIONS = {
    AUTHORS: _AUTHOR,
    REVIEWERS: _REVIEWER,
    # A lone trainer reviews and publishes, too, and sees what became of the text messages.
    TRAINERS: (*_REVIEWER, "sms_gateway.view_outboundmessage", "learning.add_serviceanswer"),
    # They answer in public what people say of their services.
    OFFICERS: ("learning.see_reports", "learning.add_serviceanswer"),
    # That people's rights are kept: erasures, looks at people's data, old rows that went. No learner, no number.
    PROTECTORS: (*_EDITOR, *(f"learning.view_{name}" for name in ("erasure", "look", "sweep"))),
}
_WRITE = ("add_page", "change_page")
PAGES = {AUTHORS: _WRITE, REVIEWERS: (*_WRITE, "publish_page"), TRAINERS: (*_WRITE, "publish_page", "bulk_delete_page")}
# Wagtail asks for the rights on its own models, also where ours stand in their place.
_FILES = ("add_image", "change_image", "choose_image", "add_media", "change_media", "add_document", "change_document", "choose_document")
_OF_WAGTAIL = ("Editors", "Moderators")


def setup() -> None:
    """Make the groups and give them their permissions."""
    for name, permissions in PERMISSIONS.items():
        group = Group.objects.get_or_create(name=name)[0]
        group.permissions.add(*_permissions(permissions))
        if name in PAGES:
            _let_write(group, PAGES[name])
    _replace_wagtails_own()


def _let_write(group: Group, on_pages: tuple[str, ...]) -> None:
    page: Page = home()
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=on_pages):
        GroupPagePermission.objects.get_or_create(group=group, page=page.page_ptr, permission=permission)
    root = Collection.get_first_root_node()
    for permission in Permission.objects.filter(content_type__app_label__in=("wagtailimages", "wagtailmedia", "wagtaildocs"), codename__in=_FILES):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def _replace_wagtails_own() -> None:
    """Let what authors hand in wait for our reviewers. The two groups Wagtail comes with would stand beside ours: they go while nobody is in them."""
    for task in GroupApprovalTask.objects.all():
        task.groups.add(*Group.objects.filter(name__in=(REVIEWERS, TRAINERS)))
    Group.objects.filter(name__in=_OF_WAGTAIL, user=None).delete()


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
