from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.utils import timezone

from .timetable import STOPS, next_departures


class Board(AsyncJsonWebsocketConsumer):
    """Everybody who looks at the board of one stop."""

    async def connect(self):
        self.stop = self.scope["url_route"]["kwargs"]["stop"]
        if self.stop not in STOPS:
            await self.close(code=4404)
            return
        await self.channel_layer.group_add(self.stop, self.channel_name)
        await self.accept()
        await self.send_json({"departures": next_departures(self.stop, timezone.localtime().time())})

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.stop, self.channel_name)

    async def notice(self, event):
        await self.send_json({"notice": event["text"]})
