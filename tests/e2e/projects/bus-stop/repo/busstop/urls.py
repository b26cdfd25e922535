from django.urls import path

from departures import views

urlpatterns = [
    path("stops/", views.stops),
    path("stops/<slug:stop>/", views.board),
    path("stops/<slug:stop>/delay/", views.delay),
]
