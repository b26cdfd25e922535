echo high
