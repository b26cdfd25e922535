"""A sheet of the herbarium, as XML and as a label to print."""

import io

from lxml import etree
from PIL import Image, ImageDraw

DARWIN_CORE = "http://rs.tdwg.org/dwc/terms/"


def darwin_core(species, place):
    record = etree.Element(etree.QName(DARWIN_CORE, "SimpleDarwinRecord"), nsmap={"dwc": DARWIN_CORE})
    etree.SubElement(record, etree.QName(DARWIN_CORE, "scientificName")).text = species
    etree.SubElement(record, etree.QName(DARWIN_CORE, "locality")).text = place
    return etree.tostring(record, encoding="unicode")


def label(species):
    """A JPEG of 400 by 120 pixels."""
    picture = Image.new("RGB", (400, 120), "ivory")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((4, 4, 395, 115), outline="darkgreen", width=2)
    draw.text((20, 50), species, fill="black")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
