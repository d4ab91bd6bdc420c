from . import (
    crm_lifecycle_segment,
    crm_lifecycle_kpi,
    crm_lifecycle_kpi_actions,
    crm_lifecycle_kpi_past,
    crm_customer,
    crm_customer_refresh,
    digest_digest,
    res_company,
)
