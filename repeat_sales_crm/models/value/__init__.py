from . import (
    crm_regular_rate,
    crm_regular_study,
    crm_customer,
    crm_customer_scale,
)
