from fastapi import FastAPI

from ledger import books

app = FastAPI()
