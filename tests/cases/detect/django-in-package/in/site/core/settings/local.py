from core.settings import *

DEBUG = True
