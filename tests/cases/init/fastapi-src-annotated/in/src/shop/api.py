from fastapi import FastAPI

service: FastAPI = FastAPI()


@service.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}
