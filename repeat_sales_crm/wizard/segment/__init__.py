from . import crm_segment_export, crm_segment_favorite, crm_segment_run_start
