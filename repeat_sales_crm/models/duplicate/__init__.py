from . import (
    crm_duplicate_key,
    crm_duplicate_pair,
    crm_duplicate_pair_search,
    crm_duplicate,
    crm_duplicate_group,
    crm_duplicate_comparison,
    crm_duplicate_member,
    crm_duplicate_run,
    crm_duplicate_merge,
    crm_duplicate_merge_value,
    res_partner,
)
