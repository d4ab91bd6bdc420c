from . import crm_segment_export
