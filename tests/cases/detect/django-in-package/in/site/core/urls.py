from django.urls import path

from pages.views import front

urlpatterns = [path("", front)]
