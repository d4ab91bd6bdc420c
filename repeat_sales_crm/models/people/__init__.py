from . import (
    crm_contact_role,
    crm_contact_position,
    crm_contact_position_history,
    crm_contact_position_fill,
    crm_contact_email,
    crm_partner_relation,
    res_partner,
    res_partner_mail,
    res_partner_move,
    mail_thread,
    crm_lead,
    crm_customer,
)
