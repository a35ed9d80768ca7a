"""Claims -> verdicts.

claims as written -> understanding (vocabulary names the measures)   claims in the ledgers' terms
a claim           -> asked, on_accidents, on_hazards … -> answers    every reading of it, computed
a printed figure  -> proportions                                     what it is in percent, 七成 and 一半 too
answers           -> agreement -> check                              does it agree with the ledgers
share claims      -> chance                                          could chance have done it
all claims        -> rates, changes, shares, sums -> consistency      do they agree with each other
ledgers           -> items                                           all that a supervision letter asks for
both languages    -> said                                            texts made in the one that is asked for
"""
