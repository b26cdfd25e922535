import pytest

from plots.models import Gardener, Plot


def test_the_front_page_needs_no_database(client):
    assert "bonfires" in client.get("/").text.lower()


@pytest.mark.django_db
def test_only_plots_without_a_gardener_are_free(client):
    Plot.objects.create(number=7, square_metres=120, gardener=Gardener.objects.create(name="Edna"))
    Plot.objects.create(number=8, square_metres=95)
    assert client.get("/plots/").json() == {"free": [{"number": 8, "square_metres": 95}]}
    assert client.get("/plots/7/").json()["gardener"] == "Edna"


@pytest.mark.django_db
def test_a_plot_that_was_sold_to_the_railway(client):
    assert client.get("/plots/1/").status_code == 404
