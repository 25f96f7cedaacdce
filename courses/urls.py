"""What citizens open besides the pages that authors write."""

from django.urls import path

from courses import views

app_name = "courses"
urlpatterns = [path("search/", views.search, name="search"), path("real/", views.real, name="real")]
