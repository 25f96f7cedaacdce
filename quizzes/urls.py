"""Answering, and looking at one's own answers."""

from django.urls import path

from quizzes import testing_views, views

app_name = "quizzes"
urlpatterns = [
    path("<int:quiz_id>/answers/", views.answer, name="answer"),
    path("<int:quiz_id>/begin/", testing_views.begin, name="begin_test"),
    path("<int:quiz_id>/not-now/", testing_views.decline, name="decline_test"),
    path("mine/", views.my_results, name="results"),
    path("attempts/<uuid:attempt_id>/test/", testing_views.take, name="test"),
    path("attempts/<uuid:attempt_id>/", views.go_on, name="attempt"),
    path("attempts/<uuid:attempt_id>/result/", views.result, name="result"),
    path("attempts/<uuid:attempt_id>/<int:position>/", views.feedback, name="feedback"),
]
