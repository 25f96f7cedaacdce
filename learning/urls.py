"""One's own learning."""

from django.urls import path

from learning import views

app_name = "learning"
urlpatterns = [
    path("my/", views.home, name="home"),
    path("my/number/", views.leave_number, name="leave_number"),
    path("my/number/erase/", views.drop_number, name="drop_number"),
    path("my/about/", views.ask_about_me, name="about_me"),
    path("my/survey/<uuid:course_key>/<str:stage>/", views.survey, name="survey"),
    path("my/not-me/", views.not_me, name="not_me"),
    path("stop/", views.stop, name="stop"),
]
