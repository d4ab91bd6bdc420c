from . import crm_rating_follow_up
