from . import crm_customer, sale_order
