from . import crm_campaign_handover, crm_segment_export
