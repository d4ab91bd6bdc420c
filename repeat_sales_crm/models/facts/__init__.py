from . import crm_customer, crm_customer_deals, crm_customer_refresh, crm_lead
