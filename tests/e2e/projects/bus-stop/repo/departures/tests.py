from datetime import time

from channels.testing import WebsocketCommunicator
from django.test import AsyncClient, SimpleTestCase

from busstop.asgi import application

from .timetable import next_departures


class TimetableTest(SimpleTestCase):
    def test_the_next_bus_comes_first(self):
        first, second, *_ = next_departures("market-square", time(7, 40))
        self.assertEqual((first["line"], first["at"]), (11, "07:42"))
        self.assertEqual((second["line"], second["at"]), (3, "07:45"))

    def test_after_the_last_bus_comes_the_first(self):
        self.assertEqual(next_departures("harbour", time(23, 50))[0]["at"], "05:00")


class BoardTest(SimpleTestCase):
    async def test_a_stop_without_buses(self):
        answer = await AsyncClient().get("/stops/lighthouse/")
        self.assertEqual(answer.status_code, 404)

    async def test_a_time_that_is_none(self):
        answer = await AsyncClient().get("/stops/harbour/?at=teatime")
        self.assertContains(answer, "07:45", status_code=400)

    async def test_who_looks_at_the_board_hears_of_delays(self):
        board = WebsocketCommunicator(application, "/ws/stops/harbour/")
        connected, _ = await board.connect()
        self.assertTrue(connected)
        self.assertIn("departures", await board.receive_json_from())
        await AsyncClient().post("/stops/harbour/delay/", {"notice": "Swans on the road"})
        self.assertEqual(await board.receive_json_from(), {"notice": "Swans on the road"})
        await board.disconnect()
