"""Location quotients: which sectors weigh more in an area than in the city it belongs to."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..errors import WrongUse
from ..schema import require_columns, require_one_row_each
from .families import adjusted_p_values
from .intervals import odds_ratio, share_ratio
from .tally import FEW, PERSONS, result_frame

NEEDED = ("events", "numerator", "squares", "basis", "window_start", "window_end", "days", "as_of", "note")
"""What a frame of counts must hold to become quotients."""

QUOTIENTS = ("city_numerator", "city_denominator", "odds_ratio", "p_value", "p_holm", "family", "small")
"""What `location_quotients` adds to a result frame."""


class LocationQuotient(NamedTuple):
    """A location quotient with its limits, the odds ratio against the rest and Fisher's central p-value."""

    value: float
    lower: float
    upper: float
    odds_ratio: float
    p_value: float


def location_quotient(
    part: float, whole: float, city_part: float, city_whole: float, *, level: float = 0.95
) -> LocationQuotient:
    """Share of a sector in an area over its share in the city: above 1 the area has more than its part.

    Parameters
    ----------
    part, whole
        The sector's events in the area, all events there.
    city_part, city_whole
        The same in the city, the area included.

    Notes
    -----
    The area is a part of the city, so the limits are those of its ratio to the rest (Koopman 1984), carried
    over to the city: with r the ratio to the rest and w the area's part of all events, r/(w r + 1 - w).

    Examples
    --------
    Four of an area's five accidents are in construction, 12 of the city's 48:

    >>> [round(x, 2) for x in location_quotient(4, 5, 12, 48)]
    [3.2, 1.58, 4.86, 16.11, 0.02]
    """
    rest_part, rest_whole = city_part - part, city_whole - whole
    if min(part, whole - part, rest_part, rest_whole - rest_part) < 0:
        raise WrongUse(
            f"An area is part of its city and a sector part of the whole; found {part:g} of {whole:g} in the "
            f"area, {city_part:g} of {city_whole:g} in the city."
        )
    if not (whole > 0 and rest_whole > 0 and city_part > 0):
        return LocationQuotient(*[np.nan] * 5)
    to_rest = share_ratio(part, whole, rest_part, rest_whole, level=level)
    own = whole / city_whole
    lower, upper = (_of_whole(limit, own) for limit in (to_rest.lower, to_rest.upper))
    odds = odds_ratio(part, whole, rest_part, rest_whole, level=None)
    return LocationQuotient((part / whole) / (city_part / city_whole), lower, upper, odds.value, odds.p_value)


def _of_whole(ratio: float, own: float) -> float:
    """A ratio to the rest as a ratio to the whole, of which the area holds the part `own`."""
    return 1 / own if np.isinf(ratio) else ratio / (own * ratio + 1 - own)


def location_quotients(
    counts: pd.DataFrame, *, part: str = "industry", city: pd.DataFrame | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Share of each sector in each area over its share in the city: which sectors weigh more here.

    Parameters
    ----------
    counts
        A frame of `counts.count_accidents` of accidents by area and `part`, one window.
    part
        The column of the sectors.
    city
        The same by `part` alone, for the whole city; the sum over all areas of `counts` if not given.

    Returns
    -------
    DataFrame
        Keys ``area``, `part`, ``events``, then a result frame: ``numerator`` the sector's events in the area,
        ``denominator`` all there. Extra: `QUOTIENTS`; ``p_value`` is Fisher's against the rest of the city,
        ``p_holm`` adjusted for the ``family`` of all sectors looked at in the area. An area without figures
        keeps its rows and notes, without quotients, and is not in the city's sums.

    Raises
    ------
    WrongUse
        If the counts are of persons, who die together.
    """
    require_columns(counts, ["area", part, *NEEDED], name="counts")
    require_one_row_each(counts, ["area", part, "events"], name="counts of one window")
    if set(counts["events"]) & set(PERSONS):
        raise WrongUse("A location quotient is taken of accidents: deaths come in clusters.")
    whole = counts if city is None else city
    city_parts = whole.groupby(part)["numerator"].sum()
    events = counts["numerator"].astype(float)
    area_wholes = events.groupby(counts["area"]).transform("sum", min_count=1)
    city_whole = float(city_parts.sum())
    rows: list[dict[Any, Any]] = []
    for row, own, total in zip(counts.to_dict("records"), events, area_wholes):
        in_city = float(city_parts.get(row[part], 0))
        quotient = location_quotient(own, total, in_city, city_whole, level=level)
        stated = {"denominator": total, "level": level, "method": "koopman, against the rest"}
        beside = {"city_numerator": in_city, "city_denominator": city_whole, "small": own < FEW}
        rows.append({**row, **stated, **quotient._asdict(), **beside})
    beside_counts = ["denominator", "level", "method", *LocationQuotient._fields, *QUOTIENTS]
    columns = dict.fromkeys([*counts.columns, *beside_counts])
    found = pd.DataFrame(rows, columns=[c for c in columns if c not in ("p_holm", "family")])
    found["denominator"] = found["denominator"].astype("Int64")
    of_area = found.groupby(["area", "events"])["p_value"]
    found["p_holm"] = of_area.transform(adjusted_p_values)
    found["family"] = of_area.transform("count").astype(int)
    return result_frame(found, ["area", part, "events"], QUOTIENTS)
