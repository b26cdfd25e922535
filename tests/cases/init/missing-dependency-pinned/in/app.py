import anndata
import pandas
from flask import Flask

app = Flask(__name__)


@app.get("/")
def shape():
    return str(pandas.DataFrame(anndata.AnnData().obs).shape)
