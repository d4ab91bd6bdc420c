from . import (
    crm_assessment_level,
    crm_customer_assessment,
    crm_customer_assessment_matrix,
    crm_assessment_change,
    crm_customer,
    crm_segment,
    res_partner,
)
