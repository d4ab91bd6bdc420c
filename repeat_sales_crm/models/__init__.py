from . import (
    lifecycle,
    external,
    study,
    kpi,
    facts,
    profile,
    value,
    segment,
    campaign,
    people,
    competitor,
    duplicate,
)
