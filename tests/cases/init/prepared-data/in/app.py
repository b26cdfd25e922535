import nltk
import spacy
from flask import Flask
from playwright.sync_api import sync_playwright

nltk.download("stopwords")
app = Flask(__name__)
language = spacy.load("en_core_web_sm")


@app.get("/")
def shot():
    with sync_playwright() as play:
        browser = play.chromium.launch()
        return browser.version
