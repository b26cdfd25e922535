KEY = ""
