"""Letter -> claims, as written.

letter file  -> letters                                  text
text         -> passages, letter_tables                  sentences and tables, each with its section
             -> calendars, outline                       its date and window; what each level says
a sentence   -> numerals, times, letter_places           its figures, windows, places
             -> windows                                  the window of each figure, carried on
             -> figure_runs, naming (with letter_words)  what the words around a figure make of it
             -> sectors                                  whose figure it is: sector, part of a list
             -> memory, own_sector, run_parts            what it refers back to
             -> run_counts, run_changes, run_shares … claims of a run; words_for_none: of what has no figure
             -> sentence_claims -> extract               claims
"""
