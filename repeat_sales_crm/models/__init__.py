from . import lifecycle, external, study, kpi, facts, value, segment
