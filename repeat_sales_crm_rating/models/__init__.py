from . import (
    crm_rating_subject,
    crm_rating_reminder,
    crm_campaign,
    crm_customer,
    crm_customer_refresh,
    crm_segment,
    mail_message,
    rating_rating,
    res_company,
    res_config_settings,
    res_partner,
    step_satisfaction,
)
