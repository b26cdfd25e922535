"""Which plant is thirsty today?"""
