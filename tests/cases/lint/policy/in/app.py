print("high water")
