from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from .models import Plot

NOTICES = [
    "The water is turned off from the first of November.",
    "Bonfires only after dark, and never in July.",
]


@require_safe
def front(request):
    return render(request, "plots/front.html", {"notices": NOTICES})


@require_safe
def free(request):
    found = Plot.objects.filter(gardener=None).values("number", "square_metres")
    return JsonResponse({"free": list(found)})


@require_safe
def plot(request, number):
    found = get_object_or_404(Plot.objects.select_related("gardener"), number=number)
    return JsonResponse({"number": found.number, "gardener": str(found.gardener or "nobody yet")})
