def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"low tide at noon"]


if __name__ == "__main__":
    print("low tide at noon")
