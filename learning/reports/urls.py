"""What officers read."""

from django.urls import path

from learning.reports import inbox, views

app_name = "reports"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("services/", inbox.services, name="services"),
    path("services/<slug:slug>/", inbox.service, name="service"),
]
