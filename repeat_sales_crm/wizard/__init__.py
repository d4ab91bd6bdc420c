from . import lifecycle, profile, segment, campaign, competitor
