from dash import Dash, Input, Output, dcc, html

from rainfall import gauge

app = Dash(__name__, title="Rainfall")
server = app.server

days = gauge.readings()
months = gauge.by_month(days)
wettest_day, millimetres = gauge.wettest(days)

app.layout = html.Main(
    [
        html.H1("Rainfall at the mill"),
        html.P(f"The wettest day was {wettest_day} with {millimetres} mm."),
        dcc.Dropdown(["All", *months], "All", id="month", clearable=False),
        dcc.Graph(id="rain"),
    ]
)


@app.callback(Output("rain", "figure"), Input("month", "value"))
def draw(month):
    if month == "All":
        across, up = list(months), list(months.values())
    else:
        shown = [(day, amount) for day, amount in days if day.startswith(month)]
        across, up = [day for day, _ in shown], [amount for _, amount in shown]
    return {
        "data": [{"type": "bar", "x": across, "y": up}],
        "layout": {"yaxis": {"title": {"text": "mm"}}},
    }


if __name__ == "__main__":
    app.run(debug=True)
