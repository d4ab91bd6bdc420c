from . import base_partner_merge, crm_lead_lost
