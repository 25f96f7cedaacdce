"""Reporting a message one doubts, and its answer."""

from django.urls import path

from quizzes import scam_views

app_name = "scams"
urlpatterns = [
    path("", scam_views.find, name="find"),
    path("report/", scam_views.report, name="report"),
    path("report/send/", scam_views.send, name="send"),
    path("<str:code>/", scam_views.answer, name="answer"),
]
