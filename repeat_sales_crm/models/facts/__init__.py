from . import (
    crm_purchase,
    crm_customer,
    crm_customer_category,
    crm_customer_categories,
    crm_customer_deals,
    crm_customer_refresh,
    crm_lead,
    sale_order_line,
)
