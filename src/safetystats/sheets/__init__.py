"""Sheets as they come: a file's bytes -> grids of cells -> the header found in them and the lines under it.

limits       what a file may cost before it is refused
body         many lines of a long sheet as columns
grid         a sheet as rows of texts, with its merged and hidden parts
delimiters   which sign stands between the cells of a text
text_records a text -> its records, with their quoted cells
delimited    CSV and its kin -> grid, a long one in columns
entities     signs of a web page in cells, written out
workbook     .xlsx and .xls -> grids
comments     what a workbook says beside its cells
web_pages    a web page called a workbook -> grids, one a table
files        any ledger file -> grids; the files of a folder
layout       where the header is, its levels, and the units it names
money        the unit of money that a header names
records      whether a sheet without a known header holds records
lines        which lines are no record, and why
chinese_days days in English or in figures as Chinese titles write them
titles       which days a title or name says it counts
lists        which lines open a list of records between the others
table_titles which lines above a table are its title, and what one further up still says
examples     which rows call themselves examples
kinds        which kinds of ledger a header fits
correction_lists tables that list corrections, and no records
zero_prose   sheets without a header that say that there was nothing
slips        headers that are one sign away from a known one
parts        several tables on one sheet
totals       total rows held against the records they add up
blocks       the records under each header, and why the other lines are none
continued    rows that only go on the names of the row above
doubts       what the cells of a block are doubted for
printed      a published table: what its columns count, and its cells
merged       cells that a merged or repeated cell stands for
parted_days  days whose parts stand in three columns
headed_days  days that leave their year or month to a heading
short_days   days in figures alone that may lack their last nought
plain_cells  rows of a workbook whose cells need no parser
plain_lines  which lines are plainly records, and stay in columns
units_apart  units that stand apart from their sums, in a column or a line of their own
"""
