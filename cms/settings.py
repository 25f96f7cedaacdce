"""All settings, all from the environment. Every variable stands in .env.example with its meaning."""

import base64
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from environs import Env

from cms import secrets

BASE = Path(__file__).resolve().parent.parent
env = Env()
env.read_env(BASE / ".env", recurse=False)

# --- where things are -------------------------------------------------------------------------------------------------
DATA = Path(env.str("CHBAS_DATA", str(BASE / "var"))).resolve()
BIND = env.str("CHBAS_BIND", "127.0.0.1:8000")
_host, _, _port = BIND.rpartition(":")
_given = bool(SITE_URL := env.str("CHBAS_URL", "").rstrip("/"))
SITE_URL = SITE_URL or f"http://{'localhost' if _host in {'127.0.0.1', '0.0.0.0', ''} else _host}:{_port}"  # noqa: S104 -- compared, not bound
HTTPS = SITE_URL.startswith("https://")
SITE_HOST = SITE_URL.split("://", 1)[1]
ALLOWED_HOSTS = [SITE_HOST.rsplit(":", 1)[0]] if _given else ["localhost", "127.0.0.1", _host]
CSRF_TRUSTED_ORIGINS = [SITE_URL] if _given else [f"http://{name}:{_port}" for name in ("localhost", "127.0.0.1")]

# --- keys -------------------------------------------------------------------------------------------------------------
_all_given = all(env.str(name, "") for name in ("CHBAS_SECRET_KEY", "CHBAS_SEALING_KEYS", "CHBAS_SEALING_INDEX_KEY"))
_kept = {"secret_key": "", "sealing_key": "", "sealing_index_key": ""} if _all_given else secrets.load(DATA)
SECRET_KEY = env.str("CHBAS_SECRET_KEY", "") or _kept["secret_key"]
# "1:<base64>,2:<base64>"; the first seals, all open.
SEALING_KEYS = {
    int(number): base64.b64decode(key)
    for number, key in (pair.split(":", 1) for pair in env.list("CHBAS_SEALING_KEYS", [f"1:{_kept['sealing_key']}"]))
}
SEALING_INDEX_KEY = base64.b64decode(env.str("CHBAS_SEALING_INDEX_KEY", _kept["sealing_index_key"]))
# While the key of the index is being changed (docs/operations.md): the one before.
SEALING_OLD_INDEX_KEY = base64.b64decode(env.str("CHBAS_SEALING_OLD_INDEX_KEY", ""))
DEBUG = env.bool("CHBAS_DEBUG", False)
AUTH_USER_MODEL = "cms.User"
ROOT_URLCONF, WSGI_APPLICATION = "cms.urls", "cms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "cms",
    "quizzes",
    "learning",
    "courses",
    "sms_gateway",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtailmedia",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.theirs.Users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "cms.theirs.Sessions",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "cms.middleware.page_cache_middleware",  # first: a cached lesson touches no session, no database (docs/adr/0004)
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.middleware.compress",
    "cms.middleware.private_unless_said",
    "cms.middleware.khmer_lines",
    "cms.middleware.language_from_url",
    "csp.middleware.CSPMiddleware",
    "cms.admin_policy.middleware",
    "cms.middleware.DatabaseAway",
    "cms.door.TooMany",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cms.second_factor.Guard",  # after it: what it refuses is turned into pages by allauth's own handler
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "courses.templatetags.khmer"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    }
]

# --- database, caches, broker -----------------------------------------------------------------------------------------
DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA / 'chbas.sqlite3'}", conn_max_age=60, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a transaction takes the write lock at its start, so two workers wait for each other instead of failing.
    _pragmas = "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-8000;"
    DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _pragmas}

REDIS_URL = env.str("REDIS_URL", "")
_redis = (
    {"BACKEND": "cms.caches.ForgivingRedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
)
_timeouts = {"socket_timeout": 0.5, "socket_connect_timeout": 0.3}
CACHES = {
    "default": _redis | ({"OPTIONS": _timeouts | {"serializer": "cms.caches.JSONSerializer"}} if REDIS_URL else {"LOCATION": "default"}),
    "pages": _redis | ({"OPTIONS": _timeouts | {"serializer": "cms.caches.BytesSerializer"}} if REDIS_URL else {"LOCATION": "pages"}),
    # Wagtail keeps pickled objects here: never in a place that others can write to.
    "renditions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "renditions", "TIMEOUT": 600},
}
SESSION_ENGINE = "cms.sessions"
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=") or "memory://"

# --- language ---------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "km"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("km", "ខ្មែរ"), ("en", "English")]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE / "locale"]
USE_I18N = WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = CELERY_TIMEZONE = WAGTAIL_USER_TIME_ZONES_DEFAULT = "Asia/Phnom_Penh"
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]

# --- files ------------------------------------------------------------------------------------------------------------
CURRICULUM = Path(env.str("CHBAS_CURRICULUM", str(BASE / "curriculum")))
STATIC_URL, STATIC_ROOT = "/static/", DATA / "static"
MEDIA_URL, MEDIA_ROOT = "/media/", DATA / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "cms.static_storage.LeanStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no page of others asks for our style sheet, and the header is paid for with each file
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long lesson in the editor has thousands; citizens' forms are checked by their own forms

# --- sign-in, through allauth -----------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "cms.accounts.Adapter"
# Citizens: a number and a code. Whether a number is known is asked only when its code comes back (docs/adr/0016).
ACCOUNT_FORMS = {"request_login_code": "cms.door.NumberForm", "confirm_login_code": "cms.door.CodeForm"}
ACCOUNT_LOGIN_BY_CODE_ENABLED, ACCOUNT_LOGIN_BY_CODE_TIMEOUT, ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = True, 600, 3
CODES_PER_HOUR, CODES_PER_DAY = env.int("CHBAS_CODES_PER_HOUR", 1000), env.int("CHBAS_CODES_PER_DAY", 5000)
# Staff: an e-mail address and a password.
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("CHBAS_PROXIES", 0)
LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAILADMIN_LOGIN_URL = "/cms/login/"  # leads there, or says why somebody signed in may not enter (cms/views.py)
LOGIN_REDIRECT_URL = "/cms/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# --- second factor (staff) -----------------------------------------------------------------------------------------------
MFA_ADAPTER = "cms.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "cms.factor_forms.CodeForm", "reauthenticate": "cms.factor_forms.AgainForm", "activate_totp": "cms.factor_forms.AppForm",
    "add_webauthn": "cms.factor_forms.PasskeyForm", "edit_webauthn": "cms.factor_forms.PasskeyNameForm",
    "authenticate_webauthn": "cms.factor_forms.PasskeyCodeForm", "reauthenticate_webauthn": "cms.factor_forms.PasskeyAgainForm",
    "login_webauthn": "cms.factor_forms.PasskeyLoginForm",
}  # fmt: skip
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # finger, face or screen lock: a passkey alone is two factors
MFA_TOTP_ISSUER = "Chbas"
MFA_TOTP_TOLERANCE = 1  # half a minute: cheap phones' clocks drift. A code is taken once all the same (cms/factor_forms.py)
MFA_RECOVERY_CODES_SHOW_ONCE = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody has mail sent to strangers from here
ACCOUNT_EMAIL_NOTIFICATIONS = True  # whoever owns the account is told of every change to its locks

# --- mail ---------------------------------------------------------------------------------------------------------------
EMAIL_CONFIG = env.dj_email_url("EMAIL_URL", "console://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = WAGTAILADMIN_NOTIFICATION_FROM_EMAIL = env.str("CHBAS_EMAIL_FROM", f"chbas@{SITE_HOST.rsplit(':', 1)[0]}")

# --- trust ------------------------------------------------------------------------------------------------------------
_prefix = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LEARNER_COOKIE_NAME = f"{_prefix}session", f"{_prefix}csrf", f"{_prefix}learner"
# Who learns on this phone, those with a PIN; and words on their way to the page that shows them, once (learning/phones.py).
PHONE_COOKIE_NAME, WORDS_COOKIE_NAME = f"{_prefix}phone", f"{_prefix}words"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_AGE, SESSION_EXPIRE_AT_BROWSER_CLOSE = 8 * 3600, True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cms.views.form_expired"
SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS, SECURE_HSTS_PRELOAD = (31_536_000, True, True) if HTTPS else (0, False, False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the editor shows its preview in a frame of its own site
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
_MOOT = [] if HTTPS else [f"security.W0{number}" for number in ("04", "08", "12", "16", "21")]  # without https, on one machine
SILENCED_SYSTEM_CHECKS = ["security.W019", *_MOOT]

# --- Wagtail ----------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "ច្បាស់"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no third party ever learns who works here
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILIMAGES_IMAGE_MODEL = "courses.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "courses.Paper"
WAGTAILMEDIA = {"MEDIA_MODEL": "courses.Sound", "AUDIO_EXTENSIONS": ["mp3", "ogg", "webm", "m4a", "wav"], "VIDEO_EXTENSIONS": ["webm"]}
WAGTAILDOCS_EXTENSIONS, WAGTAILDOCS_MAX_UPLOAD_SIZE = ["pdf"], 10 * 2**20
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # an address must survive being read aloud and typed (decisions A9)
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "courses.search", "SEARCH_CONFIG": "simple"}}  # PostgreSQL is to stem nothing
TASKS = {"default": {"BACKEND": "courses.indexing.Backend"}}  # what Wagtail does after saving

# --- text messages ----------------------------------------------------------------------------------------------------
SMS_PROVIDER = env.str("CHBAS_SMS_PROVIDER", "console")
SMS_FILE = Path(env.str("CHBAS_SMS_FILE", str(DATA / "sms.jsonl")))
SMS_HTTP = dict(env.json("CHBAS_SMS_HTTP", {}))
SMS_SENDER = env.str("CHBAS_SMS_SENDER", "CHBAS")

# --- tasks: JSON only, rows carry the work, the broker is a doorbell --------------------------------------------------
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT, CELERY_WORKER_PREFETCH_MULTIPLIER, CELERY_WORKER_HIJACK_ROOT_LOGGER = 300, 1, False
CELERY_WORKER_REDIRECT_STDOUTS = False  # what the provider `console` prints stands on the terminal, not in the log
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900, "unacked_restore_interval": 10, "unacked_restore_throttle": 1,
    "socket_timeout": 2, "socket_connect_timeout": 1, "max_retries": 0,
}  # fmt: skip
CELERY_BEAT_SCHEDULE = {
    "nudge those whose time has come": {"task": "learning.send_due_nudges", "schedule": env.int("CHBAS_NUDGE_SECONDS", 60)},
    "settle what we corrected": {"task": "learning.settle_corrections", "schedule": 60},
    "erase whoever asked for it": {"task": "learning.erase_due", "schedule": 3600},
    "let old rows go": {"task": "learning.sweep_old", "schedule": crontab(hour=3, minute=30)},
    "publish what was planned": {"task": "courses.publish_scheduled", "schedule": 60},
    "make small what was recorded": {"task": "courses.sweep_sounds", "schedule": 120},
    "see how the questions work": {"task": "quizzes.analyse_items", "schedule": crontab(hour=2, minute=30)},
    "deliver what is left in the outbox": {"task": "sms_gateway.sweep", "schedule": env.int("CHBAS_SWEEP_SECONDS", 30)},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {name: {"level": "INFO"} for name in ("cms", "courses", "quizzes", "learning", "sms_gateway")},
}
