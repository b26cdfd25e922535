from django.urls import path

from . import views

app_name = "plots"
urlpatterns = [
    path("", views.front, name="front"),
    path("plots/", views.free, name="free"),
    path("plots/<int:number>/", views.plot, name="plot"),
]
