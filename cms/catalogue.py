"""Texts of Django, allauth and Wagtail that people here read.

Wagtail and allauth speak no Khmer, Django only some, and not well. Our catalogue wins over theirs, and this list keeps their
texts in it. A test looks whether they still say them.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

# A list to look through, not one text a line.
# fmt: off
BORROWED = (
    # Django, forms and fields
    _("This field is required."), _("This field cannot be null."), _("This field cannot be blank."),
    _("Enter a valid value."), _("Enter a valid URL."), _("Enter a valid integer."), _("Enter a whole number."),
    _("Enter a number."), _("Enter a valid email address."), _("Enter a valid date."), _("Enter a valid time."),
    _("Enter a valid date/time."), _("Enter a list of values."),
    _("Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
    _("Enter a valid “slug” consisting of Unicode letters, numbers, underscores, or hyphens."),
    _("Enter only digits separated by commas."),
    _("Select a valid choice. That choice is not one of the available choices."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("Value %(value)r is not a valid choice."), _("“%(pk)s” is not a valid value."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
    ngettext_lazy(
        "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
    ),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    ),
    _("Null characters are not allowed."), _("%(model_name)s with this %(field_labels)s already exists."),
    _("%(model_name)s with this %(field_label)s already exists."), _("No file was submitted."),
    _("No file was submitted. Check the encoding type on the form."), _("The submitted file is empty."),
    _("File extension “%(extension)s” is not allowed. Allowed extensions are: %(allowed_extensions)s."),
    _("Upload a valid image. The file you uploaded was either not an image or a corrupted image."),
    _("Please correct the duplicate values below."),
    ngettext_lazy("Please submit at least %(num)d form.", "Please submit at least %(num)d forms."),
    ngettext_lazy("Please submit at most %(num)d form.", "Please submit at most %(num)d forms."),
    _("(Hidden field %(name)s) %(error)s"), _("Order"), _("Delete"), _("Change"), _("Clear"), _("Currently"),
    _("Unknown"), _("Yes"), _("No"), _("yes,no,maybe"), _("and"), _("or"), _(":"), _(":?.!"),
    # Django, time
    ngettext_lazy("%(num)d year", "%(num)d years"), ngettext_lazy("%(num)d month", "%(num)d months"),
    ngettext_lazy("%(num)d week", "%(num)d weeks"), ngettext_lazy("%(num)d day", "%(num)d days"),
    ngettext_lazy("%(num)d hour", "%(num)d hours"), ngettext_lazy("%(num)d minute", "%(num)d minutes"), _("a.m."),
    _("p.m."), _("AM"), _("PM"), _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"),
    _("Sunday"), _("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"), _("January"), _("February"),
    _("March"), _("April"), _("May"), _("June"), _("July"), _("August"), _("September"), _("October"), _("November"),
    _("December"), _("jan"), _("feb"), _("mar"), _("apr"), _("may"), _("jun"), _("jul"), _("aug"), _("sep"), _("oct"),
    _("nov"), _("dec"), pgettext_lazy("alt. month", "January"), pgettext_lazy("alt. month", "February"),
    pgettext_lazy("alt. month", "March"), pgettext_lazy("alt. month", "April"), pgettext_lazy("alt. month", "May"),
    pgettext_lazy("alt. month", "June"), pgettext_lazy("alt. month", "July"), pgettext_lazy("alt. month", "August"),
    pgettext_lazy("alt. month", "September"), pgettext_lazy("alt. month", "October"),
    pgettext_lazy("alt. month", "November"), pgettext_lazy("alt. month", "December"),
    pgettext_lazy("abbrev. month", "Jan."), pgettext_lazy("abbrev. month", "Feb."),
    pgettext_lazy("abbrev. month", "March"), pgettext_lazy("abbrev. month", "April"),
    pgettext_lazy("abbrev. month", "May"), pgettext_lazy("abbrev. month", "June"),
    pgettext_lazy("abbrev. month", "July"), pgettext_lazy("abbrev. month", "Aug."),
    pgettext_lazy("abbrev. month", "Sept."), pgettext_lazy("abbrev. month", "Oct."),
    pgettext_lazy("abbrev. month", "Nov."), pgettext_lazy("abbrev. month", "Dec."),
    # Django, passwords and accounts
    _("The two password fields didn’t match."), _("Password confirmation"),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
    ),
    _("The password is too similar to the %(verbose_name)s."),
    _("Your password can’t be too similar to your other personal information."), _("This password is too common."),
    _("Your password can’t be a commonly used password."), _("A user with that username already exists."),
    _("username"), _("first name"), _("last name"), _("email address"), _("password"), _("active"), _("user"),
    _("users"), _("group"), _("groups"),
    # allauth, signing in and out
    _("Email"), _("Email address"), _("Email Address"), _("Remember Me"), _("Forgot your password?"),
    _("Current Password"), _("New Password"), _("New Password (again)"), _("Password (again)"),
    _("The email address and/or password you specified are not correct."),
    _("Too many failed login attempts. Try again later."), _("Be patient, you are sending too many requests."),
    _("This account is currently inactive."), _("This account is inactive."), _("Account Inactive"),
    _("Invalid login."), _("You must type the same password each time."), _("Please type your current password."),
    _("Incorrect password."), _("Incorrect code."), _("Invalid or expired key."),
    _("Are you sure you want to sign out?"), _("You have signed out."), _("Successfully signed in as %(name)s."),
    _("You are already logged in as %(user_display)s."), _("Note"), _("Warning:"), _("Confirm"), _("Cancel"),
    _("Confirm Access"), _("Please reauthenticate to safeguard your account."), _("Enter your password:"),
    _("Alternative options"), _("Use your password"),
    # allauth, password
    _("Change Password"), _("Set Password"), _("Password Reset"),
    _("Forgotten your password? Enter your email address below, and we'll send you an email allowing you to reset it."),
    _("Reset My Password"), _("Please contact us if you have any trouble resetting your password."),
    _(
        "We have sent you an email. If you have not received it please check your spam folder. Otherwise contact us if you do not receive it in "
        "a few minutes."
    ),
    _("The password reset token was invalid."), _("Bad Token"),
    _(
        'The password reset link was invalid, possibly because it has already been used.  Please request a <a href="%(passwd_reset_url)s">new '
        "password reset</a>."
    ),
    _("Your password is now changed."), _("Password successfully changed."), _("Password successfully set."),
    # allauth, e-mail addresses
    _("Email Addresses"), _("The following email addresses are associated with your account:"), _("Verified"),
    _("Unverified"), _("Primary"), _("Make Primary"), _("Re-send Verification"), _("Remove"), _("Add Email"),
    _("Add Email Address"), _("Do you really want to remove the selected email address?"),
    _("You cannot remove your primary email address."), _("You cannot remove your primary email address (%(email)s)."),
    _("This email address is already associated with this account."),
    _("A user is already registered with this email address."), _("You cannot add more than %d email addresses."),
    _("Your primary email address must be verified."), _("Primary email address set."),
    _("Confirmation email sent to %(email)s."), _("You have confirmed %(email)s."),
    _("Removed email address %(email)s."),
    _("Unable to confirm %(email)s because it is already confirmed by a different account."),
    _("Confirm Email Address"),
    _('Please confirm that <a href="mailto:%(email)s">%(email)s</a> is an email address for user %(user_display)s.'),
    _('This email confirmation link expired or is invalid. Please <a href="%(email_url)s">issue a new email confirmation request</a>.'),
    _("Verify Your Email Address"),
    _(
        "We have sent an email to you for verification. Follow the link provided to finalize the signup process. If you do not see the "
        "verification email in your main inbox, check your spam folder. Please contact us if you do not receive the verification email within a "
        "few minutes."
    ),
    # allauth, what it sends by e-mail
    _("Hello from %(site_name)s!"), _("Thank you for using %(site_name)s!\n%(site_domain)s"), _("Password Reset Email"),
    _(
        "You're receiving this email because you or someone else has requested a password reset for your user account.\nIt can be safely ignored "
        "if you did not request a password reset. Click the link below to reset your password."
    ),
    _("In case you forgot, your username is %(username)s."), _("Please Confirm Your Email Address"),
    _("You're receiving this email because user %(user_display)s has given your email address to register an account on %(site_domain)s."),
    _("To confirm this is correct, go to %(activate_url)s"),
    # allauth, the second factor and sessions
    _("Use authenticator app or code"), _("Use a security key"), _("Authenticator app activated."),
    _("Authenticator app deactivated."), _("Security key added."), _("Security key removed."),
    _("You cannot activate two-factor authentication until you have verified your email address."),
    _("You cannot generate recovery codes without having two-factor authentication enabled."),
    _("Signed out of all other sessions."),
    # allauth, what it tells by e-mail of a change to one's locks
    _("You are receiving this mail because the following change was made to your account:"),
    _(
        "If you do not recognize this change then please take proper security precautions immediately. The change to your account originates "
        "from:\n\n- IP address: %(ip)s\n- Browser: %(user_agent)s\n- Date: %(timestamp)s"
    ),
    _("Authenticator App Activated"), _("Authenticator App Deactivated"), _("Security Key Added"),
    _("A new security key has been added."), _("Security Key Removed"), _("A security key has been removed."),
    _("New Recovery Codes Generated"), _("A new set of Two-Factor Authentication recovery codes has been generated."),
    _("Password Changed"), _("Your password has been changed."), _("Your password has been reset."),
    # Wagtail, the frame and its menu
    _("Home"), _("Dashboard"), _("Search"), _("Search…"), _("Search term"), _("Search all pages…"), _("Pages"),
    _("pages"), _("page"), _("Images"), _("Media"), _("Documents"), _("Reports"), _("Settings"), _("Locales"),
    _("Locale"), _("Locale: "), _("Translations"), _("No other translations"), _("Workflows"), _("Workflow tasks"),
    _("Site history"), _("Aging pages"), _("Page types usage"), _("Locked pages"), _("Search terms"),
    _("Promoted search results"), _("Users"), _("Groups"), _("Sites"), _("Site"), _("Collections"), _("Redirects"),
    _("Editor Guide"), _("Shortcuts"), _("Keyboard shortcuts"), _("Account"), _("account"), _("Log out"),
    _("Edit account avatar"), _("Sidebar"), _("Toggle sidebar"), _("Toggle section"), _("Toggle breadcrumbs"),
    _("Breadcrumb"), _("Skip to main content"), _("Site summary"), _("Close dialog"), _("Loading"),
    _("Sorry, you do not have permission to access this area."), _("You do not have permission to access the admin."),
    _("Error 404"), _("Error 404: Page not found"),
    _("The requested page could not be found."), _("Go to Wagtail admin"),
    ngettext_lazy(
        '%(total)s Page <span class="w-sr-only">created in %(site_name)s</span>',
        '%(total)s Pages <span class="w-sr-only">created in %(site_name)s</span>',
    ),
    ngettext_lazy(
        '%(total)s Image <span class="w-sr-only">created in %(site_name)s</span>',
        '%(total)s Images <span class="w-sr-only">created in %(site_name)s</span>',
    ),
    ngettext_lazy(
        '%(total)s Document <span class="w-sr-only">created in %(site_name)s</span>',
        '%(total)s Documents <span class="w-sr-only">created in %(site_name)s</span>',
    ),
    # Wagtail, lists
    _("Exploring"), _("Edit"), _("Move"), _("Copy"), _("Publish"), _("Unpublish"), _("History"), _("Usage"),
    _("Actions"), _("Action"), _("More actions"), _("More options for '%(title)s'"), _("Sort menu order"),
    _("There are no %(model_name)s to display."), _("There are no results."), _("Add child page"),
    _("Add %(model_name)s"), _("Add %(label)s"), _("Filter by"), _("Show filters"), _("Date updated"), _("Updated"),
    _("Edited by"), _("Has child pages"), _("Page type"), _("Page types"), _("Date from"), _("Date to"), _("Date"),
    _("Date / Time"), _("Any"), _("All"), _("default"), _("Status"), _("Status: "), _("Live"), _("live"), _("Draft"),
    _("Published"), _("Created"), _("Private"), _("Type"), _("User"), _("Field"), _("Select"), _("Select all"),
    _("Select row"), _("Bulk actions"), _("Pagination"), _("Page %(page_num)s of %(total_pages)s"),
    _("%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s"), _("Previous"), _("Edit this page"),
    _("Edit this item"), _("View live"), _("Visit the live page"), _("Visible to all"),
    _("Visible to all. Visit the live page"), _("Current page status:"), _("Explore child pages of '%(title)s'"),
    _("Move selected pages"), _("Delete selected pages"), _("Publish selected pages"), _("Unpublish selected pages"),
    _("Delete selected snippets"), _("%(time_period)s ago"), _("just now"), _("0 minutes"), _("Download XLSX"),
    _("Download CSV"), _("Other searches"), _("Sorry, no pages match <em>%(query_string)s</em>"),
    ngettext_lazy("Used %(usage_count)s time", "Used %(usage_count)s times"),
    ngettext_lazy("Referenced %(count)s time", "Referenced %(count)s times"),
    # Wagtail, the editor
    _("Editing"), _("Editing %(page_type)s"), _("New"), _("New: %(model_name)s"), _("Content"), _("Promote"),
    _("title"), _("Page title"), _("The page title as you'd like it to be seen by the public"), _("slug"),
    _("The name of the page as it will appear in URLs e.g http://domain.com/blog/[my-slug]/"), _("For search engines"),
    _("For site menus"), _("title tag"), _("meta description"), _("show in menus"),
    _("The name of the page displayed on search engine results as the clickable headline."),
    _("The descriptive text displayed underneath a headline in search engine results."),
    _("Whether a link to this page will appear in automatically generated menus"), _("Bold"), _("Link"),
    _("Numbered list"), _("Bulleted list"), _("Undo"), _("Redo"), _("Cut"), _("Paste"), _("Group"),
    _("- Select an option -"), _("Move up"), _("Move down"), _("Drag"), _("Save"), _("Save draft"), _("Save changes"),
    _("Saving…"), _("Saved"), _("Publishing…"), _("Creating…"), _("Create"), _("Continue"),
    _("Save your changes before leaving"), _("You have <span>unsaved edits</span>"), _("Autosave is paused"),
    _("Autosave is <span>paused</span>"), _("A network error occurred"),
    _("Troubleshoot your connection to the site before proceeding. Open the editor in a separate tab to view the last saved version."),
    _("View latest version"), _("Go to the first error"), _("Preview"), _("Toggle preview"),
    _("Preview in mobile size"), _("Preview in tablet size"), _("Preview in desktop size"), _("Preview in new tab"),
    _("Preview is out of date"), _("Correct the validation errors to resume preview (saving will highlight errors)"),
    _("Side panels"), _("Toggle side panel"), _("Side panel width"), _("Toggle status"), _("Toggle checks"),
    _("Toggle comments"), _("Checks"), _("Comments"), _("Add comment"), _("Add Comment"), _("Comment notifications"),
    _("Minimap"), _("Issues found"), _("Show issue"), _("Content metrics"), _("Words"), _("Reading time"),
    _("Readability"), _("View history"), _("First published"), _("Set schedule"), _("Set publishing schedule"),
    _("No publishing schedule set"), _("Save schedule"), _("Choose when this page should go live and/or expire"),
    _("Choose when this %(model_name)s should go live and/or expire"), _("go live date/time"), _("expiry date/time"),
    _("Locking: "), _("Unlocked"), _("Anyone can edit this %(model_name)s"), _("Page visibility: "),
    _("Once live anyone can view"), _("Change privacy"), _("Not visible to the public"),
    _("Choose who can view the live version of this page"),
    _("Privacy changes apply to all children of this page too."), _("To be created by %(user)s"), _("Clear choice"),
    _("Choose a page"), _("Choose another page"), _("Choose %(object)s"), _("Choose another %(object)s"),
    _("Edit this %(object)s"),
    # Wagtail, publishing, moving, deleting
    _("Create a page in"), _("Create a page in %(title)s"), _("Choose which type of page you'd like to create."),
    _("Move %(title)s"), _("New parent page"), _("Select a new parent for this page."),
    _("Are you sure you want to unpublish this page?"), _("Are you sure you want to unpublish this %(model_name)s?"),
    _("Yes, unpublish it"), _("No, don't unpublish"),
    ngettext_lazy("This page has one subpage. Unpublish this too", "This page has %(live_descendant_count)s subpages. Unpublish these too"),
    ngettext_lazy("This %(model_name)s is referenced %(usage_count)s time.", "This %(model_name)s is referenced %(usage_count)s times."),
    _("Delete %(title)s"), _("Are you sure you want to delete this page?"),
    _("Are you sure you want to delete this %(model_name)s?"),
    ngettext_lazy(
        "Deleting this page will also delete %(descendant_count)s child page.",
        "Deleting this page will also delete %(descendant_count)s more child pages.",
    ),
    _("Yes, delete it"), _("Yes, delete"), _("No, don't delete it"),
    _(
        'Alternatively you can <a href="%(unpublish_url)s">unpublish the page</a>. This removes the page from public view and you can edit or '
        "publish it again later."
    ),
    _("Page '%(page_title)s' created and published."), _("Page '%(page_title)s' created."),
    _("Page '%(page_title)s' has been published."), _("Page '%(page_title)s' has been updated."),
    _("Page '%(page_title)s' unpublished."), _("Page '%(page_title)s' deleted."),
    _("The %(model_name)s could not be saved due to errors."),
    _("The %(model_name)s could not be created due to errors."),
    # Wagtail, my account
    _("Profile"), _("Notifications"), _("First Name"), _("Last Name"), _("Profile picture"),
    _("Upload a profile picture:"), _("Preferred language"), _("Use server language: %(language_name)s"),
    _("Theme preferences"), _("admin theme"), _("contrast"), _("density"), _("System default"), _("Default"),
    _("Light"), _("Dark"), _("More contrast"), _("Snug"),
    # Wagtail, what only administrators and long sessions meet
    _("Submit to %(workflow_name)s"),
    _('This publishing schedule will only take effect after you select the "Schedule to publish" option'),
    _("Anyone with editing permissions can create schedules"),
    _("But only those with publishing permissions can make them effective."),
    _("Sort by '%(label)s' in ascending order."), _("Sort by '%(label)s' in descending order."), _("1 page selected"),
    _("%(objects)s pages selected"), _("1 snippet selected"), _("%(objects)s snippets selected"), _("Live version"),
    _("system"), _("log entries"), _("page log entries"), _("item"), _("Add user"), _("Add a user"), _("Active"),
    _("Administrator"), _("Admin"), _("Last login"), _("Username"), _("Access level"), _("Roles"),
    _("Administrators have full access to manage any object or setting."),
    _("Enter the same password as above, for verification."),
    # Wagtail, drafts, versions and searches
    _("Draft saved"), _("draft"), _("live + draft"), _("Current draft"), _("Review this version"),
    _("Replace current draft"), _("Publish this version"), _("Compare with previous version"),
    _("Compare with current version"), _("There are validation errors, click save to highlight them."),
    _("The page could not be created due to validation errors."),
    _("The page could not be saved due to validation errors."), _("Changing the privacy for this page has been disabled."),
    ngettext_lazy("There is %(counter)s match", "There are %(counter)s matches"),
    ngettext_lazy("There is one matching page", "There are %(counter)s matching pages"),
)
# What Wagtail's own scripts say. It would look for them in its own catalogue only; cms/wagtail_hooks.py sends them from ours.
IN_SCRIPTS = (
    _("A network error occurred."), _("A server error occurred."), _("(New)"), _("Actions"), _("Add"), _("Alt text"),
    _("Are you sure?"), _("Autosave in progress…"), _("Blocks"), _("Cancel"), _("Changes have been autosaved."),
    _("Character count:"), _("Close"), _("Collapse all"), _("Dashboard"), _("Delete"), _("Deleting"), _("Drag"),
    _("Duplicate"), _("Edit"), _("Expand all"), _("Insert a block"), _("Loading…"), _("Main menu"), _("More actions"),
    _("Move down"), _("Move up"), _("No"), _("No results"), _("Page"), _("Page explorer"), _("Pages"), _("Pin toolbar"),
    _("Preview"), _("Reload saved content"), _("Reload the page"), _("Retry"), _("Save"), _("Save error"),
    _("Saving..."), _("Search"), _("Search options…"), _("See all"), _("Server Error"), _("Settings"), _("Split block"),
    _("The maximum number of items is %(max_num)d"), _("The minimum number of items is %(min_num)d"),
    _("This field is required."), _("Toggle section"), _("Toggle side panel"), _("Toggle sidebar"), _("Unpin toolbar"),
    _("Write something or type ‘/’ to insert a block"), _("Yes"),
)
# fmt: on
