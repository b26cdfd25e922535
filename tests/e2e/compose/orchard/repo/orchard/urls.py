from django.http import HttpResponse
from django.urls import path

from .models import Apple
from .tasks import pick


def apples(request):
    names = Apple.objects.order_by("id").values_list("picked_by", flat=True)
    return HttpResponse("picked by: " + ", ".join(names), content_type="text/plain")


def ask(request, name):
    pick.delay(name)
    return HttpResponse("asked", content_type="text/plain")


urlpatterns = [path("", apples), path("ask/<slug:name>", ask)]
