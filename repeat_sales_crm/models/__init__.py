from . import lifecycle, external, study, kpi, profile
