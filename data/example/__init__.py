"""The example city: made ledgers of 17 areas, 2018 to 2020, in which published figures come out exactly.

The order of the work is the order of the modules::

    facts        what must come out exactly, and where each figure was published
    names        invented enterprises, departments and streets
    accidents    events of each ledger as a careful clerk would know them: clean tables
    hazards
    inspections
    enterprises
    duties
    spelling     how departments write a value: dates, counts, areas, words
    sheets       titles, merged headers, totals and notes around the rows
    writers      .xlsx, .xls and .csv, the same bytes for the same seed
    departments  who sends which file, with what habits
    city         all of it: `events()` before the mess, `write()` after it

Nothing here is a record of anything: every accident, enterprise and inspection is invented.
"""
