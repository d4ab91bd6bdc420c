from . import (
    crm_segment,
    crm_segment_rule,
    crm_segment_numbers,
    crm_customer,
    res_partner,
)
