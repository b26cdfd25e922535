from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    title: str
    database_url: str


settings = Settings()
