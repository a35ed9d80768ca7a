"""Is a change of a district's share of the city real, or would chance do?

A letter likes to hold a year to date against full years; that comparison is answered as it was made, with
its unlike windows said, and beside it stands the one of like with like.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING

import pandas as pd

from ..measures.shares import share_change
from ..periods import Window, are_alike
from ..schema import Basis

if TYPE_CHECKING:
    from ..ledgers import Ledgers

EVENTS = ("accidents", "deaths")
SIGNIFICANT = 0.05
"""A p-value below this is called more than chance."""

MORE_THAN_CHANCE = "more than chance"
CHANCE_WOULD_DO = "chance would do"
NOT_TESTED = "not tested"


def share_comparisons(
    ledgers: Ledgers, *, area: str, this: Window, others: Sequence[Window], basis: Basis
) -> pd.DataFrame:
    """Hold an area's share of the city in one window against that in others, and against like windows.

    Parameters
    ----------
    ledgers
        The clean ledgers of the whole city.
    area
        The area; it is tested against the rest of the city.
    this, others
        The window of the claim, and the windows it is compared with. Where one of them covers another part
        of the year, the like part is compared as well.
    basis
        What counts as an accident.

    Returns
    -------
    DataFrame
        The rows of `measures.shares.share_change` for accidents and deaths, with ``compared`` (as claimed,
        like for like) in front and ``verdict`` behind: `MORE_THAN_CHANCE` (p below `SIGNIFICANT`),
        `CHANCE_WOULD_DO`, or `NOT_TESTED` where deaths came in clusters.
    """
    frames = [
        share_change(
            ledgers.accidents,
            area=area,
            this=this,
            other=other,
            basis=basis,
            events=events,
            unlike_allowed=True,
        ).assign(compared=compared)
        for events, (compared, other) in product(EVENTS, _windows_against(this, others))
    ]
    table = pd.concat(frames, ignore_index=True)
    p_value = table["p_value"]
    verdict = pd.Series(CHANCE_WOULD_DO, index=table.index)
    verdict = verdict.mask(p_value < SIGNIFICANT, MORE_THAN_CHANCE).mask(p_value.isna(), NOT_TESTED)
    return pd.concat([table.pop("compared"), table, verdict.rename("verdict")], axis=1)


def _windows_against(this: Window, others: Sequence[Window]) -> Iterator[tuple[str, Window]]:
    for other in others:
        yield "as claimed", other
        if not are_alike(this, other):
            yield "like for like", this.in_year(other.start.year)


def windows_of_shares(claims: pd.DataFrame, area: str) -> list[Window]:
    """The windows in which claims give the area's share of the city, the latest first.

    `claims` are in the ledgers' terms (`terms.in_ledger_terms`).
    """
    is_share = claims["measure"].isin(["accident_share", "death_share"]) & (claims["area"] == area)
    whole = is_share & (claims["sector"] == "") & (claims["category"] == "")
    dated = claims[whole].dropna(subset=["window_start", "window_end"])
    windows = {Window(a.date(), b.date()) for a, b in zip(dated["window_start"], dated["window_end"])}
    return sorted(windows, reverse=True)
