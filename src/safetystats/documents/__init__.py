"""Executed notebook -> documents: one content, a format a room.

Rooms, in the order of the work:

content      executed notebook -> what a reader sees of it: headings, prose, sentences, tables, charts
html         content -> a self-contained page
prose        Markdown -> paragraphs, for what is printed
layout       content -> what is set on paper: paragraphs, tables with widths, numbered figures
ooxml        elements of a Word document
word_styles  the styles of a Word document, by language
paper        what a Word document is written on: blank paper, or an office's template
word         content -> a Word document
pdf          content -> a PDF, set by typst as briefing.typ says
workbook     content -> a workbook: a table a sheet, with charts made of its cells
"""
