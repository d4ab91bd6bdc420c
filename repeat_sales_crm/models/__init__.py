from . import lifecycle, external, study, kpi, segment
