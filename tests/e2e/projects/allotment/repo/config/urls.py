from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("plots.urls")),
    path("admin/", admin.site.urls),
]
