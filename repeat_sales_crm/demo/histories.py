"""Who bought when: invented histories that fill every cell of the default matrix."""

from typing import NamedTuple

#: How many customers of 300 are in each cell: (least purchases, first day, customers).
_CELLS = (
    (1, 0, 28),
    (2, 0, 33),
    (4, 0, 50),
    (1, 61, 25),
    (2, 61, 26),
    (4, 61, 31),
    (1, 181, 45),
    (2, 181, 39),
    (4, 181, 23),
)
_CUSTOMERS = sum(customers for _least, _first, customers in _CELLS)

#: Days since the last purchase, from and to, by the first day of the cell.
_RECENCY = {0: (1, 58), 61: (64, 176), 181: (185, 1050)}

#: The years that the sales orders cover, in days.
HORIZON = 3 * 365 - 5

_MOST_PURCHASES = 45


class History(NamedTuple):
    """One customer's purchases.

    ``days_ago`` tells when each was made, oldest first; the first ``before_odoo`` of
    them lie before the sales orders begin.
    """

    days_ago: tuple[int, ...]
    before_odoo: int = 0


def invent(random, size):
    """Return the histories of about ``size`` customers, in random order.

    No cell stays empty, however small ``size`` is.
    """
    histories = []
    for least, first, customers in _CELLS:
        for _customer in range(max(1, round(customers * size / _CUSTOMERS))):
            last = _draw_last(random, least, *_RECENCY[first])
            histories.append(_invent_one(random, least, last))
    # Some are known only from the time before.
    for _customer in range(max(1, size // 15)):
        histories.append(History((HORIZON + random.randint(40, 800),), 1))
    random.shuffle(histories)
    return histories


def _draw_last(random, least, nearest, farthest):
    if least == 4:
        # Whoever bought regularly has not been away for years.
        farthest = min(farthest, 540)
    return random.randint(nearest, farthest)


def _invent_one(random, least, last):
    if least == 1:
        return History((last,))
    if least == 2:
        return History(_series(random, last, random.choice((2, 2, 3)), 75))
    rhythm = random.choice((14, 21, 30, 30, 45, 60, 75))
    rhythm = min(rhythm, (HORIZON - last) // 5)
    most = min(int((HORIZON - last) / rhythm), _MOST_PURCHASES)
    count = random.randint(max(4, most // 4), max(5, most))
    history = History(_series(random, last, count, rhythm))
    if random.random() < 0.2:
        return _with_past(random, history)
    return history


def _series(random, last, count, rhythm):
    """Return ``count`` days in a rhythm that varies, ending ``last`` days ago."""
    gaps = [rhythm * random.lognormvariate(0, 0.35) for _gap in range(count - 1)]
    scale = min(1, (HORIZON - last) / sum(gaps))
    days = [last]
    for gap in gaps:
        days.append(days[-1] + max(1, int(gap * scale)))
    return tuple(reversed(days))


def _with_past(random, history):
    """Let a customer have bought before the sales orders begin, too."""
    count = random.randint(1, 4)
    days = sorted(
        random.sample(range(HORIZON + 40, HORIZON + 800), count), reverse=True
    )
    return History((*days, *history.days_ago), count)
