"""Many tests at once: p-values adjusted for the size of their family.

One test in twenty is below 5 % by chance, so a table of seventeen areas has nearly one such area when nothing
is the matter. Holm's adjustment is for decisions, Benjamini and Hochberg's for screening; both must say how
many tests the family has.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from ..errors import UnknownName
from .intervals import Numbers

Adjustment = Literal["holm", "bh", "by", "bonferroni", "hommel"]

_STATSMODELS = {
    "holm": "holm",
    "bh": "fdr_bh",
    "by": "fdr_by",
    "bonferroni": "bonferroni",
    "hommel": "hommel",
}


def adjusted_p_values(p_values: Numbers, *, method: Adjustment = "holm") -> np.ndarray:
    """P-values adjusted for their number; a missing one is no member of the family and stays missing.

    Parameters
    ----------
    p_values
        One a test, one dimension.
    method
        ``holm``, ``bonferroni`` and ``hommel`` bound the chance of a single false alarm in the family;
        ``bh`` and ``by`` bound the part of false ones among the alarms (``by`` under any dependence).

    Notes
    -----
    Holm 1979, Scand. J. Stat. 6:65-70; Benjamini and Hochberg 1995, J. R. Stat. Soc. B 57:289-300; Benjamini
    and Yekutieli 2001, Ann. Stat. 29:1165-1188; Hommel 1988, Biometrika 75:383-386.

    Examples
    --------
    >>> adjusted_p_values([0.01, 0.04, 0.03, 0.5]).round(2).tolist()
    [0.04, 0.09, 0.09, 0.5]
    >>> adjusted_p_values([0.01, 0.04, 0.03, 0.5], method="bh").round(3).tolist()
    [0.04, 0.053, 0.053, 0.5]
    """
    if method not in _STATSMODELS:
        raise UnknownName("adjustment", method, list(_STATSMODELS))
    given = np.asarray(p_values, dtype=float)
    adjusted = np.full(given.shape, np.nan)
    known = ~np.isnan(given)
    if known.any():
        from statsmodels.stats.multitest import multipletests

        adjusted[known] = multipletests(given[known], method=_STATSMODELS[method])[1]
    return adjusted
