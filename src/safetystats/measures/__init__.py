"""Measures: a frame in, a tidy frame out. They read no file, round nothing and draw nothing.

    intervals     limits of a count, share, rate, ratio, difference: numbers in, numbers out
    exact         exact p-values under a named convention
    regression    fits of counts and shares by maximum likelihood
    dispersion    do areas differ more than chance, and by how much
    shrinkage     ratios drawn towards their mean, for an order
    families      p-values adjusted for their number
    survival      how long things stay open when some still are
    predictive    how many events are still to come
    runs          run rules of control charts
    placing       which rows lie in a window, and which of no stated day only may
    unsent        which months lack by the sheets that lie there
    gaps          which days a ledger covers, as a whole and of each area
    tally         adds events up by key and window, zeros kept
    groups        splits a ledger by its keys; one row a group becomes a result frame
    states        how each hazard stood at the end of a day

    counts        accidents, deaths, injuries, hazards by area, sector, window; published totals alike
    shares        area in the city, sector in the area; has a share changed, and whose change is it
    rates         events per exposure: the standard indicators; areas against the rest
    standardised  rates with the mix of sectors taken out
    quotients     which sectors weigh more in an area than in its city
    trends        the same window last year, the mean of earlier years, the trend over years
    slopes        negative binomial, share and piecewise trends; an area's slope against the rest
    changepoints  after which year a series changed, with a test that knows of the search
    control       control charts of counts, shares and days between accidents
    alarms        early warning: EARS, Farrington, CUSUM
    delay         how complete the latest months are, and what they will become
    projection    what the year will come to
    funnel        many areas at once: do they differ at all, and which lie beyond chance
    closure       cohort closure rate, on-time closure, time to closure, flow and stock
    backlog       does a list of hazards add up, how old is what is overdue, can its dates be believed
    inspections   finds per inspection, re-inspection, sampled units
    duties        what had to be done so often, and was; thresholds
    coverage      the part of a register that meets a requirement; register against reality
    deadlines     working-day deadlines, who is late, progress against a target
    suppression   which cells of a printed table to hide

The first block is what the second stands on; the rooms of the second do not know each other. Every result has
its keys first, then the columns of `schema.RESULT`, then what the measure adds. `note` holds remarks, "; "
between them. `small` marks rows of under ten events, of which no percent belongs in a headline and no trend
word.
"""
