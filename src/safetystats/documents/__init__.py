"""Executed notebook -> documents: one content, a format a room.

Rooms, in the order of the work:

content    executed notebook -> what a reader sees of it: headings, prose, sentences, tables, charts
html       content -> a self-contained page
"""
