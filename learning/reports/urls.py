"""What officers read."""

from django.urls import path

from learning.reports import views

app_name = "reports"
urlpatterns = [path("", views.overview, name="overview")]
