from datetime import UTC, datetime

import falcon

from .harbours import HARBOURS
from .tide import extremes, height


def harbour_or_404(name):
    try:
        return HARBOURS[name]
    except KeyError:
        raise falcon.HTTPNotFound(title="No such harbour", description=f"{name} is not on our list")


class Harbours:
    def on_get(self, request, response):
        response.media = [{"name": name, "title": harbour.title} for name, harbour in HARBOURS.items()]


class Height:
    def on_get(self, request, response, name):
        harbour = harbour_or_404(name)
        at = request.get_param_as_datetime("at", format_string="%Y-%m-%dT%H:%M", required=True)
        metres = height(harbour, at.replace(tzinfo=UTC))
        response.media = {"harbour": harbour.title, "metres": round(metres, 2)}


class Extremes:
    def on_get(self, request, response, name):
        harbour = harbour_or_404(name)
        on = request.get_param_as_date("on") or datetime.now(UTC).date()
        response.media = [
            {"water": kind, "at": at.isoformat(timespec="minutes"), "metres": round(metres, 2)}
            for kind, at, metres in extremes(harbour, on)
        ]


api = falcon.App()
api.add_route("/harbours", Harbours())
api.add_route("/harbours/{name}/height", Height())
api.add_route("/harbours/{name}/extremes", Extremes())
