"""How each figure of a table is computed, in one sentence, in the reader's language."""

from __future__ import annotations

from . import say


def formula_text(measure: str, language: str) -> str:
    """The formula of a measure in words; empty for one that has none.

    >>> formula_text("share", "zh")
    '占比＝该地区的起数（或人数）÷全市（或全国）的起数（或人数）。'
    """
    return {**_about_accidents(language), **_about_work(language), **_about_data(language)}.get(measure, "")


def _about_accidents(language: str) -> dict[str, str]:
    return {
        "count": say("Count of the accidents, or of the persons killed or hurt in them.", language),
        "share": say("Share = events of the area / events of the whole city (or country).", language),
        "breakdown": say(
            "Share = events of the sector (or kind, or industry) / all events of the area; beside it the "
            "same for the whole city.",
            language,
        ),
        "change": say(
            "Difference = this window less the window compared; ratio = events a day in this window / "
            "events a day in the window compared; p: exact conditional test of two Poisson counts, two-sided "
            "as twice the smaller tail.",
            language,
        ),
        "share_change": say(
            "Change = share of the whole in this window less that in the window compared, in percentage "
            "points; p: Fisher's exact test, the area against the rest of the whole, two-sided as twice the "
            "smaller tail (a program that adds up all tables no likelier than this one gives another p).",
            language,
        ),
        "mean": say(
            "Ratio = events a day in this window / events a day on the same dates of the earlier years "
            "together; the mean is that of those years.",
            language,
        ),
        "rate": say(
            "Rate = events / exposure x the unit of exposure; ratio = rate of the area / rate of the rest of "
            "the city; p: exact conditional test of two Poisson counts, two-sided as twice the smaller tail.",
            language,
        ),
        "part": say("Share = part / whole.", language),
        "repeated": say("Accidents of one enterprise, under whatever spelling of its name.", language),
    }


def _about_work(language: str) -> dict[str, str]:
    return {
        "closure": say(
            "Closure rate = hazards found in the window and closed by the as-of day / all hazards found in "
            "the window; one that was opened again is open.",
            language,
        ),
        "closed_within": say(
            "Share of hazards closed within so many days of their finding, by Aalen and Johansen from all "
            "that were followed: open ones count for as long as they were followed, so the share is "
            "not closed / followed.",
            language,
        ),
        "closing_time": say(
            "The first day by which half of the hazards were closed, by Aalen and Johansen from all that "
            "were followed; the mean days of closed ones alone would come out too short.",
            language,
        ),
        "finds": say(
            "Hazards found in inspections that state their finds / such inspections x 100.", language
        ),
        "coverage": say(
            "Share = insured enterprises / enterprises carried as active in the register, both on that day; "
            "each enterprise counts once.",
            language,
        ),
        "duties": say(
            "Periods in which the duty was done / whole periods in the window in which it was owed.", language
        ),
        "requirement": say("Departments that met the requirement / departments that it binds.", language),
        "breaches": say("Those that break the rule / those under the rule, each enterprise once.", language),
        "deadline": say(
            "Working days late = official working days after the due day, up to the day on which it was "
            "done or to the as-of day.",
            language,
        ),
    }


def _about_data(language: str) -> dict[str, str]:
    return {
        "register": say(
            "The register against the last visit to each enterprise: carried as active but seen as gone, or "
            "seen at work but in no register.",
            language,
        ),
        "findings": say("Count of the findings of cleaning, by rule and by what was done.", language),
        "balance": say("Rows read = rows kept + rows set aside.", language),
        "counted_balance": say(
            "Rows read = rows kept + rows set aside + rows whose record stands in another part.", language
        ),
        "reconcile": say("Difference = the cumulative table less the sum of its months.", language),
        "claim": say("The figure as printed against the same figure counted from the ledgers.", language),
        "consistency": say("The figures of one text against each other, without any ledger.", language),
    }


_SOURCES = {
    "wilson": "Wilson 1927, J. Am. Stat. Assoc. 22:209-212",
    "clopper-pearson": "Clopper & Pearson 1934, Biometrika 26:404-413",
    "garwood": "Garwood 1936, Biometrika 28:437-442",
    "dobson, clustered": "Dobson et al. 1991, Stat. Med. 10:457-462",
    "newcombe": "Newcombe 1998, Stat. Med. 17:873-890",
    "aalen-johansen": "Aalen & Johansen 1978, Scand. J. Stat. 5:141-150",
    "chapman": "Chapman 1951, Univ. Calif. Publ. Stat. 1:131-160",
}


def source_of_method(method: str) -> str:
    """Where a method is published; empty where none is named.

    >>> source_of_method("wilson, effective counts")
    'Wilson 1927, J. Am. Stat. Assoc. 22:209-212'
    """
    return _SOURCES.get(method, _SOURCES.get(method.partition(", ")[0], ""))
