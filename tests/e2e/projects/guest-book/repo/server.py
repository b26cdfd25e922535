"""A guest book in one file."""

import html
import json
import os
import signal
import tempfile
import threading
from datetime import date
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

BOOK = Path(os.environ.get("GUEST_BOOK", Path(tempfile.gettempdir()) / "guest-book.jsonl"))
LOCK = threading.Lock()

PAGE = """<!doctype html>
<title>Guest book</title>
<h1>Guest book</h1>
<ul>{entries}</ul>
<form method="post"><input name="name"> <input name="words" size="60"> <button>sign</button></form>
"""


def read_entries():
    if not BOOK.exists():
        return []
    return [json.loads(line) for line in BOOK.read_text(encoding="utf-8").splitlines()]


def sign(name, words):
    entry = {"day": date.today().isoformat(), "name": name, "words": words}
    with LOCK, BOOK.open("a", encoding="utf-8") as book:
        book.write(json.dumps(entry) + "\n")


class GuestBook(BaseHTTPRequestHandler):
    def do_GET(self):
        entries = [
            f"<li>{entry['day']}: {html.escape(entry['words'])} <i>{html.escape(entry['name'])}</i>"
            for entry in reversed(read_entries())
        ]
        page = PAGE.format(entries="\n".join(entries) or "<li>Be the first to sign.")
        body = page.encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        length = min(int(self.headers.get("Content-Length", 0)), 4096)
        form = parse_qs(self.rfile.read(length).decode())
        name, words = form.get("name", ["somebody"])[0], form.get("words", [""])[0]
        if words:
            sign(name, words)
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", "/")
        self.end_headers()


def main():
    server = ThreadingHTTPServer(("0.0.0.0", 8080), GuestBook)
    for number in (signal.SIGTERM, signal.SIGINT):
        # shutdown() waits for the loop that it ends, so it must not run in the loop's own thread
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    print("The guest book lies open on port 8080", flush=True)
    server.serve_forever()
    print("The guest book is closed", flush=True)


if __name__ == "__main__":
    main()
