"""How sure a share is: Wilson's score interval.

E. B. Wilson, "Probable inference, the law of succession, and statistical
inference", Journal of the American Statistical Association 22 (1927), 209-212. It
holds its 95 % for small groups and rare events too, and never leaves the range from 0
to 1.
"""

from math import sqrt

#: The normal quantile of a two-sided interval of 95 %.
_Z = 1.959963984540054


def wilson(hits, total):
    """Return the ends of Wilson's score interval of 95 % of a share.

    :raise ValueError: unless 0 <= hits <= total and total > 0
    """
    if not 0 <= hits <= total or not total:
        raise ValueError(f"{hits} of {total} is no share")
    share, z2 = hits / total, _Z**2
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    margin = (
        _Z * sqrt(share * (1 - share) / total + z2 / (4 * total**2)) / (1 + z2 / total)
    )
    # Rounding must not push an end past the share itself.
    return min(max(middle - margin, 0.0), share), max(min(middle + margin, 1.0), share)
