from django.urls import path

from fleet import views

urlpatterns = [
    path("", views.board),
    path("api/boats", views.boats),
]
