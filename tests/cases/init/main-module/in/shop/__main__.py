from rich import print

print("bread and cheese")
