"""Inspections, registers and duties: what was looked at, who is on which list, who did what was owed."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..display import Sentence
from ..locale import label, say, say_count
from ..locale.formats import day_text, limits_text, number_text, percent_text, window_of, within_text
from ..locale.wording import basis_text, ledger_text, listed, names_text
from ..schema import RESULT, require_columns
from .parts import (
    area_text,
    count_limits,
    is_few,
    names_of,
    no_figure,
    one_row,
    remark,
    row_of,
    sentence,
    share_with_limits,
)


def inspections_sentence(
    finds: pd.DataFrame, *, area: str, elsewhere: pd.DataFrame | None = None, language: str = "zh"
) -> Sentence:
    """Inspections made, hazards found, and hazards per 100 inspections, beside those of all other areas.

    Parameters
    ----------
    finds
        Result frame of `finds_per_inspection` with ``per=100``, one window.
    elsewhere
        The same of all other areas together, one row.
    """
    needed = ["numerator", "denominator", "value", "lower", "upper", "not_stated"]
    require_columns(finds, [*needed, "window_start", "window_end", "note"], name="finds")
    row = one_row(finds, "finds", area=area)
    words = {"area": label(area, language), "within": within_text(window_of(row), language)}
    if pd.isna(row["denominator"]):
        return no_figure(row, area, say("what inspections find", language), language)
    if without := _without_finds(row, words, language):
        return Sentence(without, language)
    words |= {
        "inspections": number_text(row["denominator"] + row["not_stated"], language),
        "stated": number_text(row["denominator"], language),
        "found": number_text(row["numerator"], language),
        "rate": number_text(row["value"], language, 1),
        "limits": limits_text(
            number_text(row["lower"], language, 1), number_text(row["upper"], language, 1), language
        ),
    }
    if row["not_stated"]:
        text = say(
            "{area} made {inspections} inspections {within}; the {stated} that state what they found come to "
            "{found} hazards: {rate} per 100 inspections (95% limits {limits}).",
            language,
            **words,
        )
    else:
        text = say(
            "{area} made {inspections} inspections {within} and found {found} hazards: {rate} per 100 "
            "inspections (95% limits {limits}).",
            language,
            **words,
        )
    if elsewhere is None or not elsewhere["denominator"].iloc[0]:
        return Sentence(text, language)
    space = " " if language == "en" else ""
    return Sentence(text + space + _finds_elsewhere(elsewhere.iloc[0], language), language)


def _without_finds(row: pd.Series, words: Mapping[str, str], language: str) -> str:
    """That there was no inspection, or none that states what it found; empty where one does."""
    if row["denominator"]:
        return ""
    if not row["not_stated"]:
        return say("The ledger holds no inspections of {area} {within}.", language, **words)
    return say(
        "{area} made {visits} inspections {within}, none of which states what it found.",
        language,
        visits=number_text(row["not_stated"], language),
        **words,
    )


def _finds_elsewhere(row: pd.Series, language: str) -> str:
    """What 100 inspections found in all other areas together."""
    return say(
        "In all other areas 100 inspections found {rate} (95% limits {limits}).",
        language,
        rate=number_text(row["value"], language, 1),
        limits=limits_text(
            number_text(row["lower"], language, 1), number_text(row["upper"], language, 1), language
        ),
    )


def recheck_sentence(recheck: pd.DataFrame, *, area: str, language: str = "zh") -> Sentence:
    """What re-inspections found that the first inspection had missed.

    Parameters
    ----------
    recheck
        Result frame of `recheck_yield`, one window.
    """
    require_columns(recheck, [*RESULT, "pairs", "first_hazards", "recheck_hazards"], name="recheck")
    row = one_row(recheck, "recheck", area=area)
    if pd.isna(row["pairs"]):
        return no_figure(row, area, say("repeated inspections", language), language)
    if not row["pairs"]:
        text = say("{area}: no inspection was repeated.", language, area=label(area, language))
        return Sentence(text, language)
    text = say_count(
        "{count} inspection in {area} was repeated: {again} hazards were found, the first time {first}; "
        "of the {topics} topics with problems, {missed} had been missed.",
        "{count} inspections in {area} were repeated: {again} hazards were found, the first time {first}; "
        "of the {topics} topics with problems, {missed} had been missed.",
        int(row["pairs"]),
        language,
        area=label(area, language),
        again=number_text(row["recheck_hazards"], language),
        first=number_text(row["first_hazards"], language),
        topics=number_text(row["denominator"], language),
        missed=number_text(row["numerator"], language),
    )
    return Sentence(text, language)


def coverage_sentence(coverage: pd.DataFrame, mean: pd.DataFrame, *, language: str = "zh") -> Sentence:
    """Insurance coverage year by year, its mean, and whether it reaches the target.

    Parameters
    ----------
    coverage, mean
        Result frames of `insurance_coverage` and of `mean_coverage` of the same rows.
    """
    require_columns(mean, ["value", "target", "reached"], name="mean")
    row = one_row(mean, "mean")
    if pd.isna(row["value"]):
        return Sentence(say("No enterprise is in the register: there is no coverage.", language), language)
    yearly = [
        say("{share} on {day}", language, share=percent_text(v, language), day=day_text(d, language))
        for v, d in zip(coverage["value"], coverage["as_of"])
    ]
    words = {
        "yearly": listed(yearly, language),
        "mean": percent_text(row["value"], language, brief=True),
        "target": percent_text(row["target"], language, brief=True),
    }
    if row["reached"]:
        text = say(
            "Insured: {yearly}. The mean is {mean}, which reaches the target of {target}.", language, **words
        )
    else:
        text = say(
            "Insured: {yearly}. The mean is {mean}, which misses the target of {target}.", language, **words
        )
    return Sentence(text, language)


def requirement_sentence(met: pd.DataFrame, *, duty: str, language: str = "zh") -> Sentence:
    """How many departments met a requirement, and which did not.

    Parameters
    ----------
    met
        Result frame of `requirement_met`.
    duty
        A duty of it.
    """
    require_columns(met, ["duty", "numerator", "denominator", "not_met_by"], name="met")
    row = one_row(met, "met", duty=duty)
    owed = int(row["denominator"])
    if row["numerator"] == row["denominator"]:
        text = say_count(
            "{duty}: met by the {count} department that owes it.",
            "{duty}: met by all {count} departments.",
            owed,
            language,
            duty=duty,
        )
    else:
        text = say_count(
            "{duty}: met by {met} of {count} department, not by {names}.",
            "{duty}: met by {met} of {count} departments, not by {names}.",
            owed,
            language,
            duty=duty,
            met=number_text(row["numerator"], language),
            names=names_of(row["not_met_by"], language),
        )
    return Sentence(text, language)


def not_given_sentence(ledgers: Mapping[str, pd.DataFrame], *, language: str = "zh") -> Sentence:
    """Which of the ledgers that a section rests on hold nothing; empty where all hold something.

    Parameters
    ----------
    ledgers
        By name, such as ``duties``.

    Examples
    --------
    >>> not_given_sentence({"duties": pd.DataFrame()})
    '未提供履职台账：凡依据其计算的数字均为未知，其中的0或空白不表示没有发生。'
    """
    absent = [name for name, ledger in ledgers.items() if ledger.empty]
    if not absent:
        return Sentence("", language)
    text = say(
        "Nothing was given of: {ledgers}. Figures that rest on them are not known; a 0 or a blank there "
        "does not mean that nothing happened.",
        language,
        ledgers=names_text([ledger_text(name, language) for name in absent], language),
    )
    return Sentence(text, language)


def deadline_sentence(deadlines: pd.DataFrame, *, given: bool = True, language: str = "zh") -> Sentence:
    """How orders stand: until when, how many are done in time, late, or not yet due.

    Parameters
    ----------
    deadlines
        The frame of `working_day_deadlines`.
    given
        False where there is no ledger of orders at all: whether any were issued is then not known.

    Examples
    --------
    >>> none = pd.DataFrame({"due_on": [], "state": [], "as_of": []})
    >>> deadline_sentence(none), deadline_sentence(none, given=False)
    ('未下达整改事项。', '未提供整改台账，是否下达整改事项不得而知。')
    """
    require_columns(deadlines, ["due_on", "state", "as_of"], name="deadlines")
    if not given:
        return Sentence(
            say("No ledger of orders was given: whether any were issued is not known.", language), language
        )
    if deadlines.empty:
        return Sentence(say("No orders were issued.", language), language)
    states = deadlines["state"].value_counts()
    text = say(
        "{orders} orders, the last due on {due}: by {day} {in_time} were done in time, {late} late, "
        "{open} are overdue and {coming} not yet due.",
        language,
        orders=number_text(len(deadlines), language),
        due=day_text(deadlines["due_on"].max(), language),
        day=day_text(deadlines["as_of"].max(), language),
        in_time=number_text(states.get("done in time", 0), language),
        late=number_text(states.get("done late", 0), language),
        open=number_text(states.get("late", 0), language),
        coming=number_text(states.get("in time", 0), language),
    )
    return Sentence(text, language)


def register_sentence(differences: pd.DataFrame, *, language: str = "zh") -> Sentence:
    """Entries of the register to strike off, and enterprises to enter.

    Parameters
    ----------
    differences
        The frame of `register_differences`.
    """
    require_columns(differences, ["difference", "enterprise_key"], name="differences")
    each = differences.groupby("difference")["enterprise_key"].nunique()
    text = say(
        "Register against reality: {stale} to be struck off, {missing} to be entered.",
        language,
        stale=number_text(each.get("stale", 0), language),
        missing=number_text(each.get("missing", 0), language),
    )
    return Sentence(text, language)


def finds_sentence(visits: pd.DataFrame, *, area: str | None = None, language: str = "zh") -> Sentence:
    """On how many visits at least one hazard was found.

    Parameters
    ----------
    visits
        Result frame of `visits_with_finds`, one window.

    Examples
    --------
    >>> visits = pd.DataFrame({
    ...     "area": ["门头沟区"], "numerator": 120, "denominator": 2400, "value": 0.05, "lower": 0.042,
    ...     "upper": 0.059, "basis": "visits", "window_start": pd.Timestamp("2019-01-01"),
    ...     "window_end": pd.Timestamp("2019-12-31"), "note": "", "not_stated": 0})
    >>> finds_sentence(visits)
    '2019年，门头沟区检查2400家次，其中120家次发现隐患，占5%（95%置信区间4.2%～5.9%）。'
    """
    needed = ["numerator", "denominator", "value", "lower", "upper", "not_stated"]
    require_columns(visits, [*needed, "window_start", "window_end"], name="visits")
    row = row_of(visits, "visits", area)
    words = {"area": area_text(row, area, language), "within": within_text(window_of(row), language)}
    if without := _without_finds(row, words, language):
        return sentence(without, language)
    words |= {
        "visits": number_text(row["denominator"] + row["not_stated"], language),
        "stated": number_text(row["denominator"], language),
        "part": number_text(row["numerator"], language),
        "share": share_with_limits(row, True, language),
    }
    if row["not_stated"]:
        text = say(
            "{area} made {visits} inspections {within}; of the {stated} that state what they found, {part} "
            "found hazards: {share}.",
            language,
            **words,
        )
    else:
        text = say(
            "{area} made {visits} inspections {within}, {part} of which found hazards: {share}.",
            language,
            **words,
        )
    return sentence(text, language)


def sampled_share_sentence(
    sampled: pd.DataFrame, *, area: str | None = None, language: str = "zh"
) -> Sentence:
    """What a sample found, and how many of all units that may be.

    Parameters
    ----------
    sampled
        Result frame of `sampled_share`.
    """
    needed = ["numerator", "denominator", "population", "least", "most"]
    require_columns(sampled, needed, name="sampled")
    row = row_of(sampled, "sampled")
    words = {"area": area_text(row, area, language), "population": number_text(row["population"], language)}
    if not row["denominator"]:
        text = say("{area}: none of {population} units was looked at.", language, **words)
        return sentence(text, language)
    text = say(
        "{area}: {part} of {whole} units looked at; of all {population} units that could be {limits} (95% "
        "limits), if the sample was drawn at random.",
        language,
        part=number_text(row["numerator"], language),
        whole=number_text(row["denominator"], language),
        limits=limits_text(number_text(row["least"], language), number_text(row["most"], language), language),
        **words,
    )
    return sentence(text, language)


def in_all_sentence(total: pd.DataFrame, *, area: str | None = None, language: str = "zh") -> Sentence:
    """How many enterprises there may be in all, those on neither list included.

    Parameters
    ----------
    total
        Result frame of `enterprises_in_all`.
    """
    needed = ["numerator", "value", "lower", "upper", "registered", "seen", "both", "note"]
    require_columns(total, needed, name="total")
    row = row_of(total, "total", area)
    if pd.isna(row["value"]):
        return no_figure(row, area, say("how many enterprises there are in all", language), language)
    text = say(
        "{area}: {registered} enterprises in the register, {seen} seen at work, {both} on both lists; in all "
        "there could be about {value} (95% limits {limits}).",
        language,
        area=area_text(row, area, language),
        registered=number_text(row["registered"], language),
        seen=number_text(row["seen"], language),
        both=number_text(row["both"], language),
        value=number_text(row["value"], language),
        limits=count_limits(row, language),
    )
    return sentence(text + remark(row, language), language)


def moved_sentence(
    moved: pd.DataFrame,
    *,
    area: str | None = None,
    ledgers: Mapping[str, pd.DataFrame] | None = None,
    language: str = "zh",
) -> Sentence:
    """Enterprises in the register of one area that were seen at work in another.

    Parameters
    ----------
    moved
        The frame of `moved_entries`.
    area
        The area of the register; all of them without one.
    ledgers
        Those that it rests on, by name: where one holds nothing, the sentence says so instead.
    """
    require_columns(moved, ["enterprise_key", "registered_area", "seen_area"], name="moved")
    if not_given := not_given_sentence(ledgers or {}, language=language):
        return not_given
    own = moved if area is None else moved[moved["registered_area"] == area]
    words = {"area": area_text(pd.Series(dtype=object), area, language)}
    if own.empty:
        text = say("{area}: no registered enterprise was seen at work in another area.", language, **words)
        return sentence(text, language)
    text = say_count(
        "{area}: {count} registered enterprise was last seen at work in another area ({seen}).",
        "{area}: {count} registered enterprises were last seen at work in another area ({seen}).",
        own["enterprise_key"].nunique(),
        language,
        seen=names_text([label(str(name), language) for name in sorted(set(own["seen_area"]))], language),
        **words,
    )
    return sentence(text, language)


def duties_sentence(met: pd.DataFrame, *, area: str | None = None, language: str = "zh") -> Sentence:
    """In how many of the periods in which they were owed duties were done; all rows of the frame together.

    Parameters
    ----------
    met
        Result frame of `duties_met`.
    """
    needed = ["numerator", "denominator", "missed", "note", "window_start", "window_end"]
    require_columns(met, needed, name="met")
    own = met[met["area"] == area] if area is not None and "area" in met else met
    owed = own["denominator"].sum()
    if not owed:
        row = own.iloc[0] if len(own) else pd.Series({"note": ""})
        return no_figure(row, area, say("duties done", language), language)
    row = own.iloc[0]
    words = {
        "area": area_text(_common(own, "area"), area, language),
        "within": within_text(window_of(row), language),
        "met": number_text(own["numerator"].sum(), language),
        "owed": number_text(owed, language),
    }
    if own["numerator"].sum() == owed:
        text = say("{area}, duties {within}: done in all {owed} periods owed.", language, **words)
    else:
        text = say(
            "{area}, duties {within}: done in {met} of {owed} periods owed, missed in {missed}.",
            language,
            missed=number_text(owed - own["numerator"].sum(), language),
            **words,
        )
    unknown = int((own["note"].fillna("") != "").sum())
    if unknown:
        text += say(
            " {count} with a frequency not understood are left out.",
            language,
            count=number_text(unknown, language),
        )
    return sentence(text, language)


def _common(rows: pd.DataFrame, key: str) -> pd.Series:
    """The key's value where all rows share it; nothing where they do not."""
    values = list(rows[key].drop_duplicates()) if key in rows else []
    return pd.Series({key: values[0]} if len(values) == 1 else {}, dtype=object)


def threshold_sentence(breaches: pd.DataFrame, *, area: str | None = None, language: str = "zh") -> Sentence:
    """How many break a rule with a threshold, and which.

    Parameters
    ----------
    breaches
        Result frame of `breaches_of_threshold` or `breaches_of_part_limit`, one row.
    """
    needed = ["numerator", "denominator", "basis", "breached_by", "unstated"]
    require_columns(breaches, needed, name="breaches")
    row = row_of(breaches, "breaches", area)
    words = {
        "area": area_text(row, area, language),
        "rule": basis_text(str(row["basis"]), language),
        "whole": number_text(row["denominator"], language),
    }
    if not row["denominator"]:
        text = say("{area}, {rule}: none comes under the rule.", language, **words)
    elif not row["numerator"]:
        text = say("{area}, {rule}: of {whole} under the rule none breaks it.", language, **words)
    else:
        text = say(
            "{area}, {rule}: of {whole} under the rule all but {part} keep it ({names}).",
            language,
            part=number_text(row["numerator"], language),
            names=names_of(str(row["breached_by"]), language),
            **words,
        )
    if row["unstated"]:
        count = number_text(row["unstated"], language)
        text += say(" {count} do not state what the rule asks.", language, count=count)
    return sentence(text, language)


def deadlines_kept_sentence(kept: pd.DataFrame, *, area: str | None = None, language: str = "zh") -> Sentence:
    """Of the orders due by the day, how many were done in time, late, or not done.

    Parameters
    ----------
    kept
        Result frame of `deadlines_kept`, one row.
    """
    needed = ["numerator", "denominator", "value", "lower", "upper", "as_of", "done_late", "late", "in_time"]
    require_columns(kept, [*needed, "late_units"], name="kept")
    row = row_of(kept, "kept", area)
    words = {
        "area": area_text(row, area, language),
        "day": day_text(row["as_of"], language),
        "coming": number_text(row["in_time"], language),
    }
    if not row["denominator"]:
        text = say("{area}: no orders were due by {day}; {coming} are not yet due.", language, **words)
        return sentence(text, language)
    text = say(
        "{area}: of {whole} orders due by {day}, {part} were done in time: {share}; done late: {done_late}, "
        "not done: {late}, not yet due: {coming}.",
        language,
        whole=number_text(row["denominator"], language),
        part=number_text(row["numerator"], language),
        share=share_with_limits(row, True, language),
        done_late=number_text(row["done_late"], language),
        late=number_text(row["late"], language),
        **words,
    )
    if row["late_units"]:
        text += say(" Late: {names}.", language, names=names_of(str(row["late_units"]), language))
    return sentence(text, language)


def progress_sentence(done: pd.DataFrame, *, area: str | None = None, language: str = "zh") -> Sentence:
    """What is done of what is to be done.

    Parameters
    ----------
    done
        Result frame of `progress`.

    Examples
    --------
    >>> done = pd.DataFrame(
    ...     {"value": [64 / 77], "done": 64.0, "target": 77.0, "left": 13.0, "reached": False})
    >>> progress_sentence(done, area="门头沟区", language="en")
    'Mentougou: 64 of 77 done (83.1%), 13 left.'
    """
    require_columns(done, ["value", "done", "target", "left", "reached"], name="done")
    row = row_of(done, "done")
    words = {
        "area": area_text(row, area, language),
        "done": _plain_number(row["done"], language),
        "target": _plain_number(row["target"], language),
        "left": _plain_number(row["left"], language),
    }
    if pd.isna(row["value"]):
        text = say(
            "{area}: {done} done; the target is 0, so there is no progress to compute.", language, **words
        )
        return sentence(text, language)
    words["share"] = (
        ""
        if is_few(row["done"])
        else say(" ({percent})", language, percent=percent_text(row["value"], language, brief=True))
    )
    if row["reached"]:
        text = say("{area}: {done} of {target} done{share}, the target is reached.", language, **words)
    else:
        text = say("{area}: {done} of {target} done{share}, {left} left.", language, **words)
    return sentence(text, language)


def _plain_number(value: float, language: str) -> str:
    """An amount as it is: whole where it is whole, else with one decimal."""
    return number_text(value, language, 0 if float(value).is_integer() else 1)
