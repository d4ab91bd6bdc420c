from . import lifecycle, profile, segment
