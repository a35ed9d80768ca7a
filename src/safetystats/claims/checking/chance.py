"""Is a change of a district's share of the city real, or would chance do?

A letter likes to hold a year to date against full years; that comparison is answered as it was made, with
its unlike windows said, and beside it stands the one of like with like.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import pandas as pd

from ...measures.shares import CHANGE, share_change
from ...periods import Window, are_alike
from ...schema import RESULT, SIGNIFICANT, Basis

if TYPE_CHECKING:
    from ...ledgers import Ledgers
    from .asked import Sources

EVENTS = ("accidents", "deaths")
MORE_THAN_CHANCE = "more than chance"
CHANCE_WOULD_DO = "chance would do"
NOT_TESTED = "not tested"


def share_comparisons(
    ledgers: Ledgers,
    *,
    area: str,
    this: Window,
    others: Sequence[Window],
    basis: Basis,
    covered: Window | None = None,
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
    covered
        The days that the ledger of accidents covers: what was not entered is not zero.

    Returns
    -------
    DataFrame
        The rows of `measures.shares.share_change` for accidents and deaths (none without a window to compare
        with), with ``compared`` (as claimed,
        like for like) in front, ``claimed`` (first day of the window that was compared with) and ``verdict``
        behind: `MORE_THAN_CHANCE` (p below `SIGNIFICANT`),
        `CHANCE_WOULD_DO`, or `NOT_TESTED` where deaths came in clusters.
    """
    if not others:
        return pd.DataFrame(columns=["compared", "area", "events", *RESULT, *CHANGE, "claimed", "verdict"])
    frames = [
        share_change(
            ledgers.accidents,
            area=area,
            this=this,
            other=other,
            basis=basis,
            events=events,
            covered=covered,
            unlike_allowed=True,
        ).assign(compared=compared, claimed=pd.Timestamp(claimed.start))
        for events, (compared, claimed, other) in product(EVENTS, _windows_against(this, others))
    ]
    table = pd.concat(frames, ignore_index=True)
    p_value = table["p_value"]
    verdict = pd.Series(CHANCE_WOULD_DO, index=table.index)
    verdict = verdict.mask(p_value < SIGNIFICANT, MORE_THAN_CHANCE).mask(p_value.isna(), NOT_TESTED)
    return pd.concat([table.pop("compared"), table, verdict.rename("verdict")], axis=1)


def _windows_against(this: Window, others: Sequence[Window]) -> Iterator[tuple[str, Window, Window]]:
    """How it is compared, the window that was claimed, and the window that it is compared with."""
    for other in others:
        yield "as claimed", other, other
        if not are_alike(this, other):
            yield "like for like", other, this.in_year(other.start.year)


EVENTS_OF_SHARES = {"accident_share": "accidents", "death_share": "deaths"}


def chance_of_claims(claims: pd.DataFrame, sources: Sources) -> pd.DataFrame:
    """For each share of the city that an earlier window has: could chance have led from it to the latest.

    Parameters
    ----------
    claims
        In the ledgers' terms (`understanding.in_ledger_terms`).
    sources
        The ledgers, the basis, and the day at which windows are cut.

    Returns
    -------
    DataFrame
        On the index of `claims`: ``p_value`` of the comparison as claimed, missing where there is none, and
        ``chance``, its verdict with that of the like windows beside it.
    """
    found = pd.DataFrame({"p_value": float("nan"), "chance": ""}, index=claims.index)
    for area in claims.loc[claims["measure"].isin(list(EVENTS_OF_SHARES)), "area"].unique():
        windows = windows_of_shares(claims, area, sources.as_of)
        others = [window for window in windows if window.end < windows[0].start]
        if not area or not others:
            continue
        this = windows[0]
        table = share_comparisons(
            sources.ledgers,
            area=area,
            this=this,
            others=others,
            basis=sources.basis,
            covered=sources.covered("accidents", this),
        )
        own = claims[(claims["area"] == area) & (claims["sector"] == "")]
        for index, claim in own.iterrows():
            events = EVENTS_OF_SHARES.get(claim["measure"])
            rows = table[(table["events"] == events) & (table["claimed"] == claim["window_start"])]
            if len(rows):
                found.loc[index, "p_value"] = rows["p_value"].iloc[0]
                found.loc[index, "chance"] = f"against {this}: " + "; ".join(
                    f"{row['compared']} {row['verdict']}" for _, row in rows.iterrows()
                )
    return found


def windows_of_shares(claims: pd.DataFrame, area: str, as_of: date | None = None) -> list[Window]:
    """The windows in which claims give the area's share of the city, the latest first; cut at `as_of`.

    `claims` are in the ledgers' terms (`understanding.in_ledger_terms`).
    """
    is_share = claims["measure"].isin(["accident_share", "death_share"]) & (claims["area"] == area)
    whole = is_share & (claims["sector"] == "") & (claims["category"] == "")
    dated = claims[whole].dropna(subset=["window_start", "window_end"])
    windows = {Window(a.date(), b.date()) for a, b in zip(dated["window_start"], dated["window_end"])}
    cut = {window.clipped(as_of) for window in windows} if as_of else windows
    return sorted((window for window in cut if window), reverse=True)
