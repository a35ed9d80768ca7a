"""Which months lack by the sheets themselves: eleven of one month each lie there, and the twelfth does not.

An area of an accident a month leaves months empty by chance, so that its pace cannot tell; its sheets can.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..periods import OfArea, Window

_DAYS_OF_A_MONTH = 31
_HALF_A_YEAR = 6
_SENT_TO_ONE_UNSENT = 3
"""Who sends a sheet of fewer months may send none of those in which nothing happened."""


def months_unsent(sent: Sequence[OfArea], told: Sequence[OfArea] = ()) -> dict[str, list[Window]]:
    """The months without a sheet of those who send one each month: of areas, and of all where that is blank.

    An area sends one each month if, from its first to its last, sheets of single months are at least six, and
    three to each month without any; where one of them says that there was nothing, as many as those. It then
    lacks months from the first to the last that any such area sent.

    Parameters
    ----------
    sent
        The window that each sheet is about, and its area; one of a quarter or year holds its months, and one
        without an area those of every area.
    told
        Windows of which a sheet says that there was none.

    Examples
    --------
    >>> months = [OfArea("north", month) for month in Window.year(2020).by_month()]
    >>> {area: list(map(str, runs)) for area, runs in months_unsent(months[:6] + months[7:]).items()}
    {'north': ['2020-07-01/2020-07-31']}
    >>> months_unsent([*months[:6], *months[7:], OfArea("", Window.months(2020, 7, 9))])
    {}
    """
    of_a_month = [one for one in sent if one.window.days <= _DAYS_OF_A_MONTH]
    tell_of_none = {one.area for one in told if one.window.days <= _DAYS_OF_A_MONTH}
    spans = {}
    for area in sorted({one.area for one in of_a_month}):
        own = [one.window for one in of_a_month if one.area == area]
        span = Window(min(own).start.replace(day=1), max(window.end for window in own))
        if _is_each_month(own, span, _covering(area, [*sent, *told]), area in tell_of_none):
            spans[area] = span
    if not spans:
        return {}
    whole = Window(min(spans.values()).start, max(span.end for span in spans.values()))
    runs = {area: whole.without(_covering(area, [*sent, *told])) for area in spans}
    return {area: months for area, months in runs.items() if months}


def _is_each_month(own: Sequence[Window], span: Window, covering: Collection[Window], tells: bool) -> bool:
    """Whether sheets of single months leave so few of their span without any that one is sent each month."""
    lacking = sum(len(run.by_month()) for run in span.without([*covering]))
    number = len({month.start.replace(day=1) for month in own})
    return number >= (lacking if tells else max(_HALF_A_YEAR, _SENT_TO_ONE_UNSENT * lacking))


def _covering(area: str, sent: Sequence[OfArea]) -> list[Window]:
    """The windows of which there may be records of an area: what any sheet tells, of that which is of all."""
    return [one.window for one in sent if not area or one.area in (area, "")]
