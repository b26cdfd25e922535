# /// script
# dependencies = ["tide-tables @ git+https://crew:tide42@git.example/tables.git"]
# ///
from tide_tables import show

print(show())
