from datetime import time

from channels.layers import get_channel_layer
from django.http import Http404, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from .timetable import STOPS, next_departures


def known(stop):
    if stop not in STOPS:
        raise Http404(f"No bus stops at {stop}")
    return stop


@require_safe
async def stops(request):
    return JsonResponse({"stops": sorted(STOPS)})


@require_safe
async def board(request, stop):
    try:
        after = time.fromisoformat(request.GET["at"])
    except KeyError:
        after = timezone.localtime().time()
    except ValueError:
        return JsonResponse({"error": "Give the time as ?at=07:45"}, status=400)
    return JsonResponse({"stop": stop, "departures": next_departures(known(stop), after)})


@require_POST
async def delay(request, stop):
    notice = request.POST.get("notice", "The next bus is late")
    await get_channel_layer().group_send(known(stop), {"type": "notice", "text": notice})
    return JsonResponse({"told": stop}, status=202)
