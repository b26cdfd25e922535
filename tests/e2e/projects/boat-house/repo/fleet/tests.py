from django.test import SimpleTestCase

from fleet.boats import ready_for


class FleetTest(SimpleTestCase):
    def test_the_smallest_boat_that_fits_comes_first(self):
        self.assertEqual([boat["name"] for boat in ready_for(1)], ["Heron", "Grebe"])

    def test_a_crew_is_a_number(self):
        self.assertEqual(self.client.get("/api/boats?crew=two").status_code, 400)
