from . import lifecycle, people, profile, segment, campaign, competitor, duplicate
