from . import lifecycle, external, study, kpi, facts, segment
