"""Distinct texts -> values, and which rows break which named rule.

One contract: a reader is a plain function, text in, `Reading` out (the value, and the name of the rule where
the text was changed, doubted or not understood). `reading.read_each` applies it once to each distinct text
of a column and spreads the result, which is what makes cleaning fast. No reader guesses: what it cannot read
is missing, and named.

reading          what a reader gives back; texts freed of what nobody sees
dates            days in all their spellings
numbers          counts of persons or things, and yuan
places           areas against the project's own list; streets
words            categories, industries, sectors, kinds, levels, flags, frequencies, topics
likely_words     the listed word that a text in no list is spelled like
status           how a hazard ended, by its status word or the parts of a longer status
personal         names, identity numbers and telephones, masked
file_names       names of files and sheets that hold a person's number, masked
columns          which of these reads a column, with what its sheet says
elsewhere        values that stand in another column, in a title or on a tab
given_back       columns that cleaning had added, of a clean ledger that is cleaned again
last_days        how late each sheet was written: on that day its statuses hold
headings         lines between records, and titles, that say one thing of all below them
ticks            columns of which one is ticked in each row: how a hazard ended
legends          what the codes of a sheet mean, by its own notes
shifted          rows whose cells stand beside their columns
uncounted_sheets sheets and files that do not count: void, or sums of the others
unlike_records   rows that are no record, or more than one
patterns         words with names in braces, as expressions
flags            columns of yes and no that say whether a row counts
remarks          remarks and flags that say that a row counts otherwise
footnotes        footnotes, titles and legends that say so of records
strikes          accidents that a person may strike off, as their rows say
rows             what one row alone can contradict: orders of days, parts and wholes, absurd figures; severity
duplicates       the same event entered twice: certain, or only likely
victims          rows that are the victims of one accident
versions         the same ledger handed in twice: the later state is kept
aside            why each row is set aside: unlike records, repeats, versions, victims
sent_sheets      of which area and days each sheet is
zero_reports     of which days and area sheets say that there was nothing
not_stated       blanks that matter, columns of no ledger, lists of another city or office
enterprise_keys  the enterprise of each row, by its code or name; names that are likely one
"""
