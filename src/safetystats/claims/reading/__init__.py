"""Letter -> claims, as written.

letter file  -> letters                                  text
text         -> passages, letter_tables                  sentences and tables, each with its section
a sentence   -> numerals, times, letter_places           its figures, windows, places
             -> figure_runs, naming (with letter_words)  what the words around a figure make of it
             -> sectors                                  whose figure it is: sector, part of a list
             -> sentence_claims -> extract               claims
"""
