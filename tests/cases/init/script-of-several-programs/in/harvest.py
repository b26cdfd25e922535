import sys

from web import app

if __name__ == "__main__":
    if sys.argv[1] == "serve":
        app.run(host="0.0.0.0", port=8700)
    else:
        print("collected")
