import os

from fastapi import FastAPI

from .settings import Settings

settings = Settings()
app = FastAPI()
mode = os.environ.get("SHOP_MODE", "live")
region = os.environ["REGION"]


@app.get("/health")
def health():
    return {"mode": mode, "region": region}
