from . import (
    crm_segment,
    crm_segment_rule,
    crm_segment_numbers,
    crm_segment_preview,
    crm_segment_history,
    crm_segment_member,
    crm_customer,
    res_partner,
)
