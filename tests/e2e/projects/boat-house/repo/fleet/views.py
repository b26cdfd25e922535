from django.http import JsonResponse
from django.shortcuts import render

from fleet.boats import ready_for


def board(request):
    return render(request, "fleet/board.html")


def boats(request):
    crew = request.GET.get("crew", "1")
    if not crew.isdigit():
        return JsonResponse({"error": "crew is a number"}, status=400)
    return JsonResponse({"boats": ready_for(int(crew))})
