from . import (
    lifecycle,
    external,
    study,
    kpi,
    facts,
    profile,
    value,
    segment,
    people,
    campaign,
    competitor,
    assessment,
)
