import io

from PIL import Image

import sheets


def test_a_sheet_as_xml():
    assert "<dwc:locality>Ekeberg</dwc:locality>" in sheets.darwin_core("Bellis perennis", "Ekeberg")


def test_the_label_is_a_jpeg_of_its_size():
    picture = Image.open(io.BytesIO(sheets.label("Bellis perennis")))
    assert picture.format == "JPEG"
    assert picture.size == (400, 120)
