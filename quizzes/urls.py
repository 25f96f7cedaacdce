"""Answering, and looking at one's own answers."""

from django.urls import path

from quizzes import views

app_name = "quizzes"
urlpatterns = [
    path("<int:quiz_id>/answers/", views.answer, name="answer"),
    path("attempts/<uuid:attempt_id>/", views.go_on, name="attempt"),
    path("attempts/<uuid:attempt_id>/result/", views.result, name="result"),
    path("attempts/<uuid:attempt_id>/<int:position>/", views.feedback, name="feedback"),
]
