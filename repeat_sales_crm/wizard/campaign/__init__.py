from . import crm_campaign_handover, crm_campaign_removal, crm_segment_export
