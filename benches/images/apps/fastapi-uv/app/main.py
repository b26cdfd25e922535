"""An interface that computes with pandas and draws with Pillow."""

import io

import pandas
import psycopg2
from fastapi import FastAPI
from fastapi.responses import Response
from PIL import Image

app = FastAPI()


@app.get("/health")
def health():
    frame = pandas.DataFrame({"a": [1, 2, 3]})
    return {"mean": float(frame["a"].mean()), "psycopg2": psycopg2.__version__}


@app.get("/image")
def image():
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    return Response(out.getvalue(), media_type="image/png")
