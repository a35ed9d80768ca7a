"""What relative windows of a text are resolved against: its date, its year, its visit, its own window."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from ...periods import Window
from .numerals import with_plain_digits
from .passages import PUBLISHED, Paragraph, sentences_of
from .times import (
    DAY,
    MONTH,
    VISIT,
    Calendar,
    Mention,
    cut_off_day,
    mentions_in,
    number_of,
    says_cut_off,
    says_days,
    span_of_days,
)


def calendar_of(paragraphs: list[Paragraph], document_date: date | None = None) -> Calendar:
    """The year, day, visit and cut-off that the windows of a letter are resolved against."""
    written_on = document_date or signing_day(paragraphs)
    year = _year_meant(paragraphs, written_on)
    bare = Calendar(year, written_on)
    visit = _visit_days(paragraphs, bare)
    calendar = Calendar(
        year, written_on, visit, _cut_off(paragraphs, bare), month=_own_month(paragraphs, bare)
    )
    return replace(calendar, told=window_told(paragraphs, calendar))


def window_told(paragraphs: list[Paragraph], calendar: Calendar) -> Window | None:
    """The window that a text is about: named in its title, or where that names a year, the first in the body.

    A title with a year and nothing else is one of all windows in it: the first of the body begins the year.
    """
    titles, body = (
        [
            mention
            for paragraph in paragraphs
            if paragraph.is_title is is_title
            for mention in mentions_in(paragraph.text, calendar)
            if mention.window and not mention.is_a_day and not is_in_passing(mention, paragraph.text)
        ]
        for is_title in (True, False)
    )
    first = next((mention.window for mention in titles), None)
    if first and not (first.is_full_year and not re.search("全年|年度", titles[0].text)):
        return first
    of_body = next((mention.window for mention in body), None)
    begins_it = first and of_body and of_body.start == first.start
    return of_body if begins_it or first is None else first


def is_in_passing(mention: Mention, text: str) -> bool:
    """True for the year so far of a sentence that counts nothing: "今年以来，形势总体稳定。".

    >>> text = "今年以来，形势稳定。1月至4月，发生事故3起。"
    >>> [is_in_passing(mention, text) for mention in mentions_in(text, Calendar(year=2025))]
    [True, False]
    """
    behind = re.split("[。；]", text[mention.end :])[0]
    return bool(YEAR_SO_FAR.fullmatch(mention.text)) and not re.search(r"\d", with_plain_digits(behind))


YEAR_SO_FAR = re.compile(r"(?:今年|本年|20\d{2}年)以来")
"""Words of the year so far."""


def signing_day(paragraphs: list[Paragraph]) -> date | None:
    """The date that ends a short line at the end or among the titles; None where there is none.

    >>> [signing_day([Paragraph(text, "")]) for text in ("二〇二三年六月五日", "（发布时间：2023-06-05）")]
    [datetime.date(2023, 6, 5), datetime.date(2023, 6, 5)]
    """
    for paragraph in [*reversed(paragraphs[-3:]), *paragraphs[:4]]:
        text = with_plain_digits(paragraph.text).strip("（）() ")
        if len(text) > SIGNATURE_LENGTH or re.search("[，。；]", text):
            continue
        if match := SIGNING.search(text) or DATELINE.match(text):
            year, month, day = (match[part] for part in ("year", "month", "day"))
            try:
                return date(int(year.translate(YEAR_DIGITS)), number_of(month), number_of(day))
            except ValueError:
                continue
    return None


SIGNATURE_LENGTH = 50
"""Longest line, in characters, with a date that is that of the letter."""
YEAR_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_DATE = (
    r"(?P<year>(?:19|20)\d{2}|[一二][〇○零一二三四五六七八九]{3})\s*[年./-]\s*"
    rf"(?P<month>{MONTH})\s*[月./-]\s*(?P<day>{DAY}|三十一|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
)
"""A day in digits or in characters."""
SIGNING = re.compile(f"{_DATE}日?$")
"""The date of a letter, at the end of a line."""
DATELINE = re.compile(rf"{PUBLISHED.pattern}\s*{_DATE}(?!\d)")
"""The date of a page or of a press conference, with the hour and more behind it."""


def _year_meant(paragraphs: list[Paragraph], written_on: date | None) -> int | None:
    """The year in the title; else that of the letter's date, or of its cut-off; else the first named."""
    titles = "".join(p.text for p in paragraphs if p.is_title and not SIGNING.fullmatch(p.text))
    body = "".join(p.text for p in paragraphs)
    for text in (titles, None, body):
        if text is None:
            if written_on:
                return written_on.year
            continue
        plain = with_plain_digits(text)
        cut_off = re.findall(r"(?:截至|截止)到?\s*((?:19|20)\d{2})年", plain)
        if years := cut_off or re.findall(r"(?<!\d)((?:19|20)\d{2})(?=年)", plain):
            return int(years[0])
    return None


def _visit_days(paragraphs: list[Paragraph], calendar: Calendar) -> Window | None:
    for paragraph in paragraphs:
        for sentence in sentences_of(paragraph.text):
            if VISIT.search(sentence) and says_days(sentence):
                return span_of_days(sentence, calendar)
    return None


def _own_month(paragraphs: list[Paragraph], calendar: Calendar) -> Window | None:
    """The window that a text says it calls 本月."""
    for paragraph in paragraphs:
        for mention in mentions_in(paragraph.text, calendar):
            if mention.window and CALLED_MONTH.match(paragraph.text, mention.end):
                return mention.window
    return None


CALLED_MONTH = re.compile('（(?:以下|下)?(?:简)?称(?:为)?[“"]?(?:本月|本期)[”"]?）')
"""How a text says what it calls 本月, behind the days."""


def _cut_off(paragraphs: list[Paragraph], calendar: Calendar) -> date | None:
    for paragraph in paragraphs:
        if says_cut_off(paragraph.text):
            return cut_off_day(paragraph.text, calendar)
    return None
