from . import (
    crm_peer_group,
    crm_peer_category,
    crm_regular_rate,
    crm_regular_study,
    crm_customer,
    crm_customer_potential,
    crm_customer_relative,
    crm_customer_scale,
    crm_customer_whitespace,
    crm_lead,
)
