from . import (
    crm_income_bracket,
    crm_area,
    res_company,
    res_config_settings,
    res_partner,
    crm_customer,
    crm_customer_refresh,
    base_import_import,
)
