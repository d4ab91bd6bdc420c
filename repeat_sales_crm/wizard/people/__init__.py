from . import base_partner_merge, crm_contact_move, crm_contact_move_suspicion
