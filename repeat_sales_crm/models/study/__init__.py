from . import (
    crm_lifecycle_study,
    crm_lifecycle_study_calculation,
    crm_lifecycle_study_line,
    crm_lifecycle_study_picture,
    crm_customer,
    res_company,
)
