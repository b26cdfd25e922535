from bottle import Bottle

app = Bottle()


@app.get("/")
def front():
    return "bread and cheese"
