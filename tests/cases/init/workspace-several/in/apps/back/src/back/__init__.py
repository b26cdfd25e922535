import bottle

import units

app = bottle.Bottle()
