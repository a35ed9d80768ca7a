"""Claims -> what they force together.

a printed figure -> spans      the exact values that it may stand for
claims           -> unknowns   whole numbers nobody printed, and what each claim says of them
unknowns         -> solving    the values that are possible, and the fewest claims that contradict each other
all of it        -> infer      one table of implied values, the ways they can be shared out, contradictions
shares           -> rises      could a rise be chance, whatever the unprinted numbers were
"""
