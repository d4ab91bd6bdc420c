from . import base_import_import, crm_purchase_external, crm_purchase
