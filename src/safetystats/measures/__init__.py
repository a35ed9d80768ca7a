"""Measures: a frame in, a tidy frame out. They read no file, round nothing and draw nothing.

    intervals     limits of a count, share, rate, ratio, difference: numbers in, numbers out
    tally         adds events up by key and window, zeros kept
    groups        splits a ledger by its keys; one row a group becomes a result frame
    counts        accidents, deaths, injuries, hazards by area, sector, window; published totals alike
    shares        area in the city, sector in the area; has a share changed, and whose change is it
    trends        the same window last year, the mean of earlier years, the trend over years
    funnel        many areas at once: do they differ at all, and which lie beyond chance
    closure       cohort closure rate, on-time closure, time to closure, flow and stock
    inspections   finds per inspection, re-inspection, sampled units
    duties        what had to be done so often, and was; thresholds
    coverage      the part of a register that meets a requirement; register against reality
    deadlines     working-day deadlines, who is late, progress against a target

The first three are what the others stand on; the others do not know each other. Every result has its keys
first, then the columns of `schema.RESULT`, then what the measure adds. `note` holds remarks with "; " between
them. `small` marks rows of under ten events, of which no percent belongs in a headline and no trend word.
"""
