from . import lifecycle, profile, segment, competitor
