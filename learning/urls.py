"""One's own learning."""

from django.urls import path

from learning import data_views, family_views, feedback_views, protect_views, views

app_name = "learning"
urlpatterns = [
    path("my/", views.home, name="home"),
    path("my/number/", views.leave_number, name="leave_number"),
    path("my/number/quiet/", views.silence, name="silence"),
    path("my/number/erase/", views.drop_number, name="drop_number"),
    path("my/record/", views.keep_record, name="keep_record"),
    path("my/about/", views.ask_about_me, name="about_me"),
    path("my/survey/<uuid:course_key>/<str:stage>/", views.survey, name="survey"),
    path("my/not-me/", family_views.leave, name="not_me"),
    path("my/who/", family_views.who, name="who"),
    path("my/who/new/", family_views.newcomer, name="newcomer"),
    path("my/who/join/", family_views.join, name="join"),
    path("my/who/<uuid:learner_id>/", family_views.enter, name="enter"),
    path("my/who/<uuid:learner_id>/pin/", protect_views.new_pin, name="new_pin_by_code"),
    path("my/protect/", protect_views.protect, name="protect"),
    path("my/words/", protect_views.words, name="words"),
    path("my/me/", protect_views.me, name="me"),
    path("my/me/pin/", protect_views.change_pin, name="change_pin"),
    path("my/me/words/", protect_views.new_words, name="new_words"),
    path("my/me/forget/", family_views.forget, name="forget"),
    path("my/return/", protect_views.come_back, name="return"),
    path("my/return/pin/", protect_views.new_pin, name="new_pin"),
    path("my/carry/", protect_views.carry, name="carry"),
    path("my/carry/code/", protect_views.carry_code, name="carry_code"),
    path("my/data/", data_views.home, name="data"),
    path("my/data/everything/", data_views.everything, name="data_everything"),
    path("my/data/file/", data_views.file, name="data_file"),
    path("my/data/correct/", data_views.correct, name="data_correct"),
    path("my/data/consent/", data_views.consent, name="data_consent"),
    path("my/data/erase/", data_views.erase, name="erase"),
    path("my/data/undo/", data_views.undo, name="undo"),
    path("privacy/", data_views.about, name="privacy"),
    path("stop/", views.stop, name="stop"),
    path("lessons/<uuid:lesson_key>/helpful/", feedback_views.helpful, name="helpful"),
    path("services/", feedback_views.services, name="services"),
    path("services/<slug:slug>/problem/", feedback_views.problem, name="problem"),
]
