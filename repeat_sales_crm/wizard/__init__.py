from . import lifecycle, profile
