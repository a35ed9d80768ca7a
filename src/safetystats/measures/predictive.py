"""How many events are still to come: prediction limits, which hold the chance of the future too.

Limits of a mean are too narrow for a count that has not happened. Given what has been seen, and the part of
all that is seen by then, the rest is negative binomial; where that part is itself known from counts only, it
is beta negative binomial. Both are exact under their assumption: independent events.
"""

from __future__ import annotations

import numpy as np
from scipy import stats
from scipy.special import betaln, gammaln

from ..errors import WrongUse
from .intervals import Interval

MOST = 10_000_000
"""Counts that are tried for a quantile; a tail that reaches beyond has no bound worth printing."""


def rest_given_share(events: float, share: float, *, level: float = 0.95) -> Interval:
    """Events still to come when `events` are the known part `share` of all, which is known.

    Parameters
    ----------
    events
        Seen so far, 0 or more; an effective count will do.
    share
        Part of all events that is seen by now, above 0 and at most 1: days passed over days in all, say.

    Notes
    -----
    Poisson events with Jeffreys' prior: negative binomial of size events + 1/2 (Krishnamoorthy and Peng 2011,
    J. Stat. Plan. Inference 141:1709-1718, compare it with others).

    Examples
    --------
    24 accidents in 273 of 365 days:

    >>> [round(x, 1) for x in rest_given_share(24, 273 / 365)]
    [8.1, 3.0, 15.0]
    """
    if events < 0 or not 0 < share <= 1:
        raise WrongUse(
            f"Events are 0 or more, their share of all above 0 up to 1; found {events:g}, {share:g}."
        )
    tail = (1 - level) / 2
    law = stats.nbinom(events + 0.5, share)
    return _around(events * (1 - share) / share, float(law.ppf(tail)), float(law.ppf(1 - tail)))


def rest_given_counts(events: float, seen: float, rest: float, *, level: float = 0.95) -> Interval:
    """Events still to come when the part seen by now is known from earlier counts only.

    Parameters
    ----------
    events
        Seen so far.
    seen, rest
        In like stretches before: seen at the same stage, and come after it. Not both 0. They need not be
        whole.

    Returns
    -------
    Interval
        `value` is events x rest / seen; the upper limit is infinite where too little was seen to bound it.

    Notes
    -----
    As `rest_given_share`, with a Beta(seen + 1/2, rest + 1/2) law of the share.

    Examples
    --------
    32 reported for December so far; of earlier months 379 were reported at once and 111 later:

    >>> [round(x, 1) for x in rest_given_counts(32, 379, 111)]
    [9.4, 3.0, 18.0]
    """
    if min(events, seen, rest) < 0 or seen + rest == 0:
        raise WrongUse("Events are 0 or more, and what was seen and came later before not both 0.")
    value = events * rest / seen if seen else np.nan
    return _beta_limits(value, events, seen + 0.5, rest + 0.5, level)


def rest_given_estimate(events: float, share: float, std_err: float, *, level: float = 0.95) -> Interval:
    """Events still to come when the part seen by now is an estimate with a standard error.

    The share gets the beta law with that mean and error; without error this is `rest_given_share`.

    >>> [round(x, 1) for x in rest_given_estimate(10, 0.8, 0.05)]
    [2.5, 0.0, 8.0]
    """
    if not 0 < share <= 1:
        raise WrongUse(f"A share of all events lies above 0 up to 1; found {share:g}.")
    size = share * (1 - share) / std_err**2 - 1 if std_err > 0 else np.inf
    if not np.isfinite(size) or share == 1:
        return rest_given_share(events, share, level=level)
    # An error too large for any beta law leaves as little as one event's worth of knowledge.
    size = max(size, 1.0)
    value = events * (1 - share) / share
    return _beta_limits(value, events, share * size, (1 - share) * size, level)


def _around(value: float, lower: float, upper: float) -> Interval:
    """Quantiles are whole numbers and the value is a mean: of a small one it may lie just outside of them."""
    return Interval(value, min(lower, value), max(upper, value))


def _beta_limits(value: float, events: float, seen: float, rest: float, level: float) -> Interval:
    tail = (1 - level) / 2
    most = 256
    size = events + 0.5
    while True:
        counts = np.arange(most + 1)
        chances = np.exp(
            gammaln(size + counts)
            - gammaln(size)
            - gammaln(counts + 1)
            + betaln(seen + size, rest + counts)
            - betaln(seen, rest)
        )
        below = np.cumsum(chances)
        if below[-1] >= 1 - tail:
            lower, upper = (float(np.searchsorted(below, p)) for p in (tail, 1 - tail))
            return _around(value, lower, upper)
        if most >= MOST:
            return _around(value, float(np.searchsorted(below, tail)), np.inf)
        most *= 4
