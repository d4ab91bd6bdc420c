from . import crm_customer, crm_customer_scale
