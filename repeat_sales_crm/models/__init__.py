from . import lifecycle, external, study, kpi, facts, profile, segment
