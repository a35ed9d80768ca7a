"""The words for columns, methods and notes of a result frame, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from ..periods import Window
from ..project import SHORTER, Reporting
from ..provisional import provisional_from
from ..reference import Census, basis_of
from ..schema import FEW, OF_COMPARED, OF_REST, OF_WHOLE, SIGNIFICANT, UNKNOWN
from . import label, reporting_of, say, say_count
from .formats import day_text, each_year_text, number_text, percent_text, window_of, window_text

ALL_ROWS = "all rows"
"""Basis of a measure that counts the rows of a ledger, whatever they are."""


def events_header(events: str, language: str) -> str:
    """The header over a count.

    >>> events_header("deaths", "zh")
    '死亡（人）'
    """
    known = {
        "accidents": say("Accidents", language),
        "deaths": say("Deaths", language),
        "serious_injuries": say("Seriously injured", language),
        "minor_injuries": say("Slightly injured", language),
        "severe_accidents": say("Severe accidents", language),
        "severe_deaths": say("Deaths in severe accidents", language),
        "hazards": say("Hazards", language),
        "inspections": say("Inspections", language),
    }
    return known.get(events, events)


def events_noun(events: str, language: str) -> str:
    """What is counted, to stand inside a sentence or on an axis.

    >>> events_noun("deaths", "zh"), events_noun("accidents", "en")
    ('死亡人数', 'accidents')
    """
    known = {
        "accidents": say("accidents", language),
        "deaths": say("deaths", language),
        "serious_injuries": say("serious injuries", language),
        "minor_injuries": say("minor injuries", language),
        "hazards": say("hazards", language),
        "closed_hazards": say("hazards closed", language),
        "inspections": say("inspections", language),
    }
    return known.get(events, events)


def whole_text(whole: str, language: str) -> str:
    """What a share is a share of, inside a sentence: the city, or an area named as the whole.

    >>> whole_text("", "zh"), whole_text("", "en"), whole_text("全国", "en")
    ('全市', 'the city', 'China')
    """
    return label(whole, language) if whole else say("the city", language)


def key_header(key: str, language: str) -> str:
    """The header over the names of the rows.

    >>> key_header("supervision_sector", "zh")
    '行业领域'
    """
    known = {
        "area": say("Area", language),
        "street": say("Street or town", language),
        "category": say("Category", language),
        "industry": say("Industry", language),
        "supervision_sector": say("Sector", language),
        "accident_kind": say("Kind of accident", language),
        "department": say("Department", language),
        "programme": say("Programme", language),
        "hazard_level": say("Level", language),
        "duty": say("Duty", language),
        "frequency": say("How often", language),
        "unit": say("Unit", language),
        "enterprise": say("Enterprise", language),
    }
    return known.get(key, key)


def basis_text(basis: str, language: str) -> str:
    """What counts, in words; a basis that is in no list (a published table's own) stays as it is.

    >>> basis_text("industrial", "zh"), basis_text("listed", "en")
    ('工矿商贸死亡事故', 'hazards on a supervised list')
    """
    accidents = basis_of(basis)
    if accidents is not None:
        words = accidents.zh if language == "zh" else accidents.en
        return _of_part(words, accidents.part, language) if accidents.part else words
    known = {
        "found": say("hazards found", language),
        "listed": say("hazards on a supervised list", language),
        "per 100 visits": say("hazards found per 100 inspections", language),
        "visits": say("inspections", language),
        "active register": say("enterprises carried as active in the register", language),
        "enterprises visited": say("enterprises visited", language),
        "periods owed": say("periods in which the duty was owed", language),
        "departments": say("departments that owe the duty", language),
        "orders due": say("orders due by then", language),
        "topics with a find": say("topics under which a re-inspection found problems", language),
        "register and visits": say("enterprises in the register or seen on a visit", language),
        "sampled units": say("units looked at", language),
        "target": say("progress against the target", language),
    }
    if basis in known:
        return known[basis]
    return _rule_text(basis, language)


def _of_part(basis: str, part: tuple[str, str], language: str) -> str:
    """A basis narrowed to one sector or industry; what stands in brackets stays last.

    >>> _of_part("亡人事故（不含道路运输）", ("supervision_sector", "建筑业"), "zh")
    '建筑业领域亡人事故（不含道路运输）'
    """
    column, value = part
    noun = _without_brackets(basis)
    words = {"accidents": noun, "part": label(value, language)}
    texts = {
        ("industry", True): say("{accidents} of no stated industry", language, **words),
        ("industry", False): say("{accidents} in industry {part}", language, **words),
        ("supervision_sector", True): say("{accidents} of no stated sector", language, **words),
        ("supervision_sector", False): say("{accidents} in sector {part}", language, **words),
    }
    return texts[column, value == UNKNOWN] + basis.removeprefix(noun)


def _without_brackets(text: str) -> str:
    return text.split("（")[0].split(" (")[0]


def _rule_text(basis: str, language: str) -> str:
    """A threshold rule in words; any other basis by its name."""
    employees = re.fullmatch(r"employees > (\d+): (.+)", basis)
    if employees:
        count, needed = employees.groups()
        needed = label(needed, language)
        return say("over {count} employees: {needed} is needed", language, count=count, needed=needed)
    at_once = re.fullmatch(r"at most ([\d.]+) at once", basis)
    if at_once:
        share = percent_text(float(at_once[1]), language, brief=True)
        return say("at most {share} of the whole at once", language, share=share)
    return label(basis, language)


def basis_noun(basis: str, language: str) -> str:
    """The basis without what stands in brackets, to be used inside a sentence.

    >>> basis_noun("no_road", "zh"), basis_noun("no_road", "en")
    ('生产安全死亡事故', 'fatal work accidents')
    """
    return _without_brackets(basis_text(basis, language))


def basis_title(frame: pd.DataFrame, language: str) -> str:
    """What a table or chart of `frame` is about, to stand in its title; English starts with a capital."""
    basis = str(frame["basis"].iloc[0]) if len(frame) else ""
    noun = basis_noun(basis, language)
    if basis == ALL_ROWS and "events" in frame:
        noun = events_noun(str(frame["events"].iloc[0]), language)
    return noun[:1].upper() + noun[1:]


def exposure_text(exposure: str, language: str) -> str:
    """What a rate is per, to stand behind its number.

    >>> exposure_text("resident-years", "zh"), exposure_text("resident-years", "en")
    ('人年（常住人口）', 'residents and year')
    """
    known = {
        "resident-years": say("residents and year", language),
        "worker-years": say("workers and year", language),
    }
    return known.get(exposure, exposure)


def base_note(census: Census, language: str) -> str:
    """What the exposure of residents is made of, for the notes of a table."""
    source = census.zh if language == "zh" else census.en
    return say(
        "Exposure: residents of each area ({source}) x days of the window / 365.25.", language, source=source
    )


def base_text(census: Census, area: str, days: int, language: str) -> str:
    """How the exposure of one area comes about.

    >>> base_text(Census({"门头沟区": 392606.0}, "人口普查", "census"), "门头沟区", 967, "zh")
    '常住人口392606人（人口普查）×967天÷365.25'
    """
    return say(
        "{people} residents ({source}) x {days} days / 365.25",
        language,
        people=number_text(census.people[area], language),
        source=census.zh if language == "zh" else census.en,
        days=days,
    )


def action_text(action: str, language: str) -> str:
    """What was done about a finding.

    >>> action_text("proposed", "zh")
    '待人工确认'
    """
    known = {
        "corrected": say("corrected", language),
        "kept": say("kept", language),
        "unknown": say("not understood", language),
        "quarantined": say("set aside", language),
        "proposed": say("to be decided", language),
    }
    return known.get(action, action)


def to_do_text(action: str, language: str) -> str:
    """What is left to do for a person about findings of which so much was done.

    >>> to_do_text("proposed", "en")
    'decide in proposals.csv'
    """
    known = {
        "corrected": say("nothing, if the example is right", language),
        "kept": say("look whether it is right", language),
        "unknown": say(
            "write what is meant in corrections.csv, or ask the sender for a right sheet; "
            "the sheets received are not edited",
            language,
        ),
        "quarantined": say("look at the row in quarantine.csv: it is in no figure", language),
        "proposed": say("decide in proposals.csv", language),
    }
    return known.get(action, "")


def ledger_text(ledger: str, language: str) -> str:
    """The name of a ledger.

    >>> ledger_text("hazards", "zh")
    '隐患台账'
    """
    known = {
        "accidents": say("accident ledger", language),
        "hazards": say("hazard ledger", language),
        "inspections": say("inspection ledger", language),
        "enterprises": say("register of enterprises", language),
        "duties": say("duty ledger", language),
        "rectifications": say("ledger of orders", language),
    }
    return known.get(ledger, ledger)


def quotient_text(figure: str, language: str) -> str:
    """What a rate or share that moved between two snapshots is.

    >>> quotient_text("closure rate", "zh")
    '销账率'
    """
    known = {
        "closure rate": say("closure rate", language),
        "share of the city": say("share of the city", language),
        "share of the sector": say("share of the sector", language),
    }
    return known.get(figure, figure)


def state_text(state: str, language: str) -> str:
    """How an order stands.

    >>> state_text("late", "zh")
    '逾期未完成'
    """
    known = {
        "done in time": say("done in time", language),
        "done late": say("done late", language),
        "in time": say("not yet due", language),
        "late": say("late", language),
        "no deadline": say("no deadline", language),
        "not issued": say("not issued yet", language),
    }
    return known.get(state, state)


def agreement_text(verdict: str, language: str, agrees_as: str = "") -> str:
    """Whether a printed figure agrees with the ledgers, and on which basis, where that is not the preferred.

    >>> agreement_text("agrees by truncation", "zh")
    '一致（截位）'
    >>> agreement_text("agrees", "en", "industrial")
    'agrees (counted as industrial)'
    """
    known = {
        "agrees": say("agrees", language),
        "agrees by rounding": say("agrees by rounding", language),
        "agrees by truncation": say("agrees by truncation", language),
        "differs": say("differs", language),
        "cannot be computed": say("cannot be computed", language),
    }
    return known.get(verdict, verdict) + agrees_as_text(verdict, agrees_as, language)


def agrees_as_text(verdict: str, agrees_as: str, language: str) -> str:
    """On which basis or reading alone a figure agrees, to stand behind its verdict; empty without one.

    >>> agrees_as_text("differs", "industrial", "en")
    ' (would agree counted as industrial)'
    """
    if not agrees_as:
        return ""
    if verdict == "differs":
        return say(" (would agree counted as {reading})", language, reading=agrees_as)
    return say(" (counted as {reading})", language, reading=agrees_as)


def claim_text(claim: pd.Series, language: str) -> str:
    """What a claim is about: its label, or its own words where the text was read by the program."""
    for column in (f"label_{language}", "text", "measure"):
        words = claim.get(column)
        if isinstance(words, str) and words:
            return words
    return ""


BEFORE = ("约", "达", "不足", "超过", "近", "仅", "不少于", "不超过")
"""Qualifiers that Chinese puts before the figure; the others follow it."""


def claim_value_text(claim: pd.Series, language: str) -> str:
    """A claim's figure as the text prints it, with its qualifier.

    >>> row = pd.Series({"value": 6.0, "unit": "%", "qualifier": "以上"})
    >>> claim_value_text(row, "zh"), claim_value_text(row, "en")
    ('6%以上', '6% or more')
    """
    figure = figure_text(claim["value"], language)
    qualifier = str(claim["qualifier"])
    if language == "zh":
        if qualifier in BEFORE:
            return f"{qualifier}{figure}{claim['unit']}"
        # 5300余份, but 6%以上: 余 belongs to the number, 以上 to number and unit.
        return (
            f"{figure}{qualifier}{claim['unit']}"
            if qualifier == "余"
            else f"{figure}{claim['unit']}{qualifier}"
        )
    english = {
        "约": "about {figure}",
        "达": "{figure}",
        "不足": "under {figure}",
        "超过": "over {figure}",
        "近": "nearly {figure}",
        "仅": "only {figure}",
        "不少于": "at least {figure}",
        "不超过": "at most {figure}",
        "以上": "{figure} or more",
        "余": "over {figure}",
    }
    unit = "%" if claim["unit"] == "%" else ""
    return english.get(qualifier, "{figure}").format(figure=figure + unit)


def figure_text(value: Any, language: str) -> str:
    """A figure with the decimals it was printed with: a limit of 0.25 is no 0.3, and a third stays one.

    >>> figure_text(0.25, "zh"), figure_text(98.5, "zh"), figure_text(5300.0, "en"), figure_text(1 / 3, "en")
    ('0.25', '98.5', '5,300', '1/3')
    """
    decimals = -min(int(Decimal(repr(float(value))).normalize().as_tuple().exponent), 0)
    simple = Fraction(float(value)).limit_denominator(LARGEST_DENOMINATOR)
    if decimals > MOST_DECIMALS and float(simple) == float(value):
        return str(simple)
    return number_text(value, language, decimals)


MOST_DECIMALS = 8
"""Of a figure that a text prints; what has more is a fraction such as 1/3."""
LARGEST_DENOMINATOR = 1_000
"""Of such a fraction."""


def verdict_text(p_value: Any, language: str) -> str:
    """What a p-value under 5 % is called, and any other; nothing can be said where there is none.

    >>> verdict_text(0.2, "en"), verdict_text(0.01, "en")
    ('could be chance', 'unlikely to be chance')
    """
    if pd.isna(p_value):
        return say("cannot be judged", language)
    if float(p_value) < SIGNIFICANT:
        return say("unlikely to be chance", language)
    return say("could be chance", language)


def method_text(method: str, language: str) -> str:
    """The name of a method, as a statistician would look it up; an unknown one stays as it is.

    >>> method_text("wilson", "en")
    'Wilson'
    """
    known = {
        "wilson": say("Wilson", language),
        "wilson, effective counts": say("Wilson, for persons who die together", language),
        "clopper-pearson": say("exact binomial (Clopper and Pearson)", language),
        "exact one-sided": say("exact binomial, one-sided", language),
        "hypergeometric": say("exact hypergeometric, for a finite population", language),
        "garwood": say("exact Poisson (Garwood)", language),
        "dobson, clustered": say("Dobson, for persons who die together", language),
        "newcombe": say(
            "difference of shares (Newcombe); p: Fisher's exact test, two-sided as twice the smaller tail",
            language,
        ),
        "newcombe, effective counts": say(
            "difference of shares (Newcombe), for deaths in clusters", language
        ),
        "exact conditional": say("exact conditional ratio of two Poisson counts", language),
        "exact conditional, effective counts": say(
            "exact conditional ratio of two Poisson counts, for persons who die together", language
        ),
        "aalen-johansen": say("Aalen and Johansen, log-log limits", language),
        "kaplan-meier": say("Kaplan and Meier, log-log limits", language),
        "poisson, profile likelihood": say("Poisson trend per day, profile likelihood", language),
        "quasi-poisson, profile likelihood": say("quasi-Poisson trend per day, profile likelihood", language),
        "koopman, against the rest": say("ratio to the rest (Koopman)", language),
        "chapman": say("two lists (Chapman)", language),
        "byar": say("Byar", language),
        "byar, clustered": say("Byar, for persons who die together", language),
        "garwood, clustered": say("Dobson, for persons who die together", language),
        "phe": say("Byar, exact below 10 events", language),
        "phe, clustered": say("Byar, exact below 10 events, for persons who die together", language),
        "smr, phe": say("Byar, exact below 10 events", language),
        "smr, phe, clustered": say("Byar, exact below 10 events, for persons who die together", language),
        "dobson-byar": say("standardised rate (Dobson and Byar)", language),
        "dobson-phe": say("standardised rate (Dobson and Byar), none below ten events", language),
        "dobson-exact": say("standardised rate (Dobson, exact)", language),
        "fay-feuer": say("standardised rate (Fay and Feuer)", language),
        "negative binomial, Wald": say("negative binomial trend per day, Wald", language),
        "binomial logit, Wald": say("logistic trend of a share, Wald", language),
        "poisson joinpoint, search-aware": say("Poisson trend with a break that was searched for", language),
        "poisson change, search-aware": say("Poisson level with a change that was searched for", language),
        "poisson cusum": say("Poisson CUSUM", language),
        "negative binomial, by days": say("negative binomial, by days", language),
        "beta negative binomial, by earlier years": say("beta negative binomial, by earlier years", language),
        "late reports, beta negative binomial": say("late reports, beta negative binomial", language),
        "right-truncated delays": say("reporting delays, right-truncated", language),
        "right-truncated delays, beta negative binomial": say(
            "reporting delays, right-truncated, beta negative binomial", language
        ),
        "poisson, Wald": say("Poisson trend per day, Wald", language),
        "quasi-poisson, Wald": say("quasi-Poisson trend per day, Wald", language),
    }
    name, clustered, _ = method.partition(", effective counts")
    if method not in known and clustered:
        return say("{method}, for persons who die together", language, method=known.get(name, name))
    mean = re.fullmatch(r"restricted mean, (\d+) days", method)
    if mean:
        return say("restricted mean over {days} days", language, days=mean[1])
    return known.get(method, method)


MOST_NAMED = 5
"""A remark on more areas than this gives their number, not their names."""

WITHOUT_LIMITS = (
    "rows counted",
    "hazards counted",
    "all looked at",
    "periods counted",
    "mean of yearly rates",
    "plain quotient",
    "distinct enterprises",
    "accidents counted",
    "closure ratio",
    "split, averaged over orders",
)
"""Methods of figures that carry no limits: everything was looked at, or only a total was parted."""


def note_text(note: str, language: str) -> str:
    """A measure's own note in the reader's language; one that is not known stays as it is.

    >>> note_text("unlike windows: 237 days against 365; base zero", "zh")
    '两期时段不同（237天与365天），不宜直接比较；对比期为零，只列增减数'
    """
    return listed(note_texts(note, language), language)


def note_texts(note: str, language: str) -> list[str]:
    """The remarks of a note one by one, in the reader's language."""
    known = _notes_about_counts(language) | _notes_about_hazards(language) | _notes_about_time(language)
    return [_one_note(part, known, language) for part in note.split("; ") if part]


def _one_note(note: str, known: Mapping[str, str | Callable[..., str]], language: str) -> str:
    if note.startswith(OF_COMPARED):
        own = _one_note(note.removeprefix(OF_COMPARED), known, language)
        return say("in the window compared: {note}", language, note=own)
    if note.startswith(OF_REST):
        own = _one_note(note.removeprefix(OF_REST), known, language)
        return say("in the rest of the city: {note}", language, note=own)
    if note.startswith(OF_WHOLE):
        own = _one_note(note.removeprefix(OF_WHOLE), known, language)
        return say("in the whole: {note}", language, note=own)
    for pattern, text in known.items():
        found = re.fullmatch(pattern, note)
        if found:
            values = found.groupdict()
            for name in {"day", "first_day", "last_day"} & set(values):
                values[name] = day_text(pd.Timestamp(values[name]), language)
            if values.get("areas"):
                named = [label(area, language) for area in values["areas"].split(", ")]
                values["areas"] = names_text(named, language)
            if values.get("ledger"):
                values["ledger"] = ledger_text(values["ledger"], language)
            if isinstance(text, str):
                return text.format(**values)
            return text(count=int(values.pop("count")), **values)
    return note


def _notes_about_counts(language: str) -> dict[str, str | Callable[..., str]]:
    """What the measures of accidents, shares and trends remark: a pattern and its words."""
    return {
        r"unlike windows: (?P<this>\d+) days against (?P<other>\d+)": say(
            "unlike windows ({this} days against {other}), not comparable as they stand", language
        ),
        r"the window had not begun on (?P<day>[\d-]+)": say("the window had not begun on {day}", language),
        r"the ledger begins on (?P<day>[\d-]+)": say("the ledger begins on {day}", language),
        r"the ledger ends on (?P<day>[\d-]+)": say("the last entry of the ledger is of {day}", language),
        r"at least: the ledger ends on (?P<day>[\d-]+)": say(
            "at least so many: the last entry of the ledger is of {day}", language
        ),
        r"the ledger has no entry from (?P<first_day>[\d-]+) to (?P<last_day>[\d-]+)": say(
            "the ledger has no entry from {first_day} to {last_day}", language
        ),
        r"at least: the ledger has no entry from (?P<first_day>[\d-]+) to (?P<last_day>[\d-]+)": say(
            "at least so many: the ledger has no entry from {first_day} to {last_day}", language
        ),
        r"the ledger has no entry of (?P<areas>.+) from (?P<first_day>[\d-]+) to (?P<last_day>[\d-]+)": say(
            "the ledger has no entry of {areas} from {first_day} to {last_day}", language
        ),
        r"at least: the ledger has no entry of (?P<areas>.+) from (?P<first_day>[\d-]+) to "
        r"(?P<last_day>[\d-]+)": say(
            "at least so many: the ledger has no entry of {areas} from {first_day} to {last_day}", language
        ),
        r"the ledger holds nothing of (?P<areas>.+)": say(
            "the ledger has no sheet and no entry of {areas} in any year", language
        ),
        r"the city without (?P<areas>.+)": say("the city without {areas}", language),
        r"the ledger holds no accident at all": say(
            "nothing was given of: {ledgers}", language, ledgers=ledger_text("accidents", language)
        ),
        r"nothing given: (?P<ledger>\w+)": say(
            "nothing was given of: {ledgers}", language, ledgers="{ledger}"
        ),
        r"no end stated: hazards": say(
            "no row of the ledger was understood to state a status or a closing day", language
        ),
        r"no accident states deaths": say("no row of the ledger states deaths", language),
        r"not stated: \w+": say("no row of the ledger states it", language),
        r"base zero": say("the window compared has none: only the difference is given", language),
        r"no base": say("the window compared has none", language),
        r"at least: (?P<count>\d+) accidents do not state deaths and are left out": lambda count, **more: (
            say_count(
                "at least so many: {count} accident does not state whether anybody died and is left out",
                "at least so many: {count} accidents do not state whether anybody died and are left out",
                count,
                language,
                **more,
            )
        ),
        r"at least: (?P<count>\d+) accidents of unknown category left out": lambda count, **more: say_count(
            "at least so many: {count} accident of no stated category is left out",
            "at least so many: {count} accidents of no stated category are left out",
            count,
            language,
            **more,
        ),
        r"at least: (?P<count>\d+) accidents of unknown category or sector left out": lambda count, **more: (
            say_count(
                "at least so many: {count} accident of no stated category or sector is left out",
                "at least so many: {count} accidents of no stated category or sector are left out",
                count,
                language,
                **more,
            )
        ),
        r"at least: (?P<count>\d+) accidents of no stated area may belong to it": lambda count, **more: (
            say_count(
                "at least so many: {count} of the city's accidents states no area and may belong here",
                "at least so many: {count} of the city's accidents state no area and may belong here",
                count,
                language,
                **more,
            )
        ),
        r"at least: (?P<count>\d+) accidents of no stated day may lie in it": lambda count, **more: say_count(
            "at least so many: of {count} accident only month or year is stated, and it may lie in it",
            "at least so many: of {count} accidents only month or year is stated, and they may lie in it",
            count,
            language,
            **more,
        ),
        r"at least: (?P<count>\d+) accidents do not state .+": lambda count, **more: say_count(
            "{count} accident does not state the figure: it is a lower bound",
            "{count} accidents do not state the figure: it is a lower bound",
            count,
            language,
            **more,
        ),
        r"deaths in clusters: no exact test, see accidents": say(
            "several died in one accident: whether it could be chance is judged by accidents", language
        ),
        r"limits too narrow: deaths per accident unknown": say(
            "deaths per accident are not known: the limits come out too narrow", language
        ),
        r"sum of (?P<count>\d+) published windows": lambda count, **more: say_count(
            "sum of {count} published table",
            "sum of {count} published tables",
            count,
            language,
            **more,
        ),
        r"areas of the table add up to (?P<areas>[\d.e+]+), total printed (?P<total>[\d.e+]+)": say(
            "the areas of the table add up to {areas}, the total printed is {total}", language
        ),
        r"revised: (?P<before>.+) before": say("revised; published before: {before}", language),
        r"not published": say("not published", language),
        r"mean of (?P<count>\d+) years: (?P<span>.+)": lambda count, **more: say_count(
            "{count} earlier year ({span})",
            "mean of {count} earlier years ({span})",
            count,
            language,
            **more,
        ),
        r"no earlier year in the ledger": say("no earlier year in the ledger", language),
        r"no trend from under three years": say("fewer than three years: no trend is computed", language),
        r"no events": say("no events", language),
        r"no finite trend: all events in the first or the last window": say(
            "all events lie in the first or the last window: no trend can be computed", language
        ),
        r"no change looked for in under (?P<count>\d+) years": say(
            "fewer than {count} years: no change is looked for", language
        ),
        r"no finite trend": say("no finite trend can be computed", language),
        r"seasons not modelled": say("seasons are not taken into account", language),
        r"partial years, taken per day: (?P<year>\d{4}) \((?P<days>\d+) days\)": say(
            "{year} is not complete ({days} days): rates are taken per day", language
        ),
        r"partial years, taken per day: .+": say(
            "some years are not complete: rates are taken per day", language
        ),
        r"the areas differ no more than chance: no ranking": say(
            "the areas differ no more than they would by chance: no ranking", language
        ),
        r"(?P<count>\d+) events of unknown area left out": lambda count, **more: say_count(
            "{count} event of no stated area is left out",
            "{count} events of no stated area are left out",
            count,
            language,
            **more,
        ),
        r"(?P<count>\d+) events without exposure left out": lambda count, **more: say_count(
            "{count} event without a figure to relate it to is left out",
            "{count} events without a figure to relate them to are left out",
            count,
            language,
            **more,
        ),
        r"no exposure": say("there is no figure to relate the events to", language),
        r"by the year: (?P<days>\d+) of (?P<year>[\d.]+) days": say(
            "taken by the year: {days} of {year} days", language
        ),
        r"by the days covered: (?P<days>\d+) of (?P<all>\d+)": say(
            "by the {days} days of {all} that the ledger covers", language
        ),
    }


def _notes_about_time(language: str) -> dict[str, str | Callable[..., str]]:
    """What control charts, alarms, reporting delays and projections remark."""
    return {
        r"(?P<count>\d+) accidents of no stated day left out: a gap may be two": lambda count, **more: (
            say_count(
                "{count} accident of no stated day is left out: a gap may be two",
                "{count} accidents of no stated day are left out: a gap may be two",
                count,
                language,
                **more,
            )
        ),
        r"\d+ of \d+ near a limit": say("two of three points near a limit", language),
        r"\d+ on one side": say("a run of points on one side of the centre", language),
        r"\d+ (rising|falling)": say("a run of points in one direction", language),
        r"beyond limits": say("beyond the control limits", language),
        r"unusually few crossings": say("the centre is crossed unusually seldom", language),
        r"unusually long run": say("an unusually long run on one side", language),
        r"(?P<count>\d+) windows without a figure left out": lambda count, **more: say_count(
            "{count} window without a figure is left out",
            "{count} windows without a figure are left out",
            count,
            language,
            **more,
        ),
        r"no chart of under two points": say("fewer than two points: no chart", language),
        r"under (?P<count>\d+) points: limits provisional": say(
            "fewer than {count} points: the limits are provisional", language
        ),
        r"(?P<count>\d+) accidents on days of others: each such day is one event": lambda count, **more: (
            say_count(
                "{count} accident fell on a day with others: such a day counts as one event",
                "{count} accidents fell on a day with others: such a day counts as one event",
                count,
                language,
                **more,
            )
        ),
        r"too little before it": say("too little came before it to judge by", language),
        r"under (?P<count>\d+) events in (?P<windows>\d+) windows: no alarm": say(
            "fewer than {count} events in the last {windows} windows: too few for an alarm", language
        ),
        r"(?P<count>\d+) accidents without a day of report left out of the delay": lambda count, **more: (
            say_count(
                "{count} accident without a day of report is left out of the delay",
                "{count} accidents without a day of report are left out of the delay",
                count,
                language,
                **more,
            )
        ),
        r"the rest of the year taken as the part so far": say(
            "the rest of the year is taken to be like the part so far", language
        ),
        r"no earlier month to learn from": say("there is no earlier month to learn from", language),
        r"smaller when published again: events struck off": say(
            "smaller when published again: some were struck off", language
        ),
        r"does not add up by (?P<count>-?\d+)": say("does not add up by {count}", language),
        r"none followed so long": say("none was followed for so long", language),
    }


def _notes_about_hazards(language: str) -> dict[str, str | Callable[..., str]]:
    """What the measures of hazards, inspections, duties and registers remark."""
    return {
        r"fewer than (?P<count>\d+) at risk( on day \d+)?": say(
            "fewer than {count} hazards still followed", language
        ),
        r"no hazards": say("no hazards", language),
        r"not reached with (?P<count>\d+) or more at risk": say(
            "not reached while {count} or more were followed", language
        ),
        r"(?P<count>\d+) closed on no stated day, taken as closed by (?P<day>[\d-]+)": lambda count, **more: (
            say_count(
                "{count} closed on no stated day is taken as closed by {day}",
                "{count} closed on no stated day are taken as closed by {day}",
                count,
                language,
                **more,
            )
        ),
        r"at least: (?P<count>\d+) hazards do not state how they ended": lambda count, **more: say_count(
            "at least so many: {count} hazard does not state how it ended",
            "at least so many: {count} hazards do not state how they ended",
            count,
            language,
            **more,
        ),
        r"(?P<count>\d+) that do not state how they ended left out": lambda count, **more: say_count(
            "{count} that does not state how it ended is left out",
            "{count} that do not state how they ended are left out",
            count,
            language,
            **more,
        ),
        r"(?P<count>\d+) that ended on no known day left out": lambda count, **more: say_count(
            "{count} that ended without a usable day (none stated, or before the finding) is left out",
            "{count} that ended without a usable day (none stated, or before the finding) are left out",
            count,
            language,
            **more,
        ),
        r"finds vary [\d.]+ times as much as by chance: limits too narrow": say(
            "finds vary more than by chance: the limits come out too narrow", language
        ),
        r"(?P<count>\d+) visits that do not state their finds left out": lambda count, **more: say_count(
            "{count} inspection that does not state its finds is left out",
            "{count} inspections that do not state their finds are left out",
            count,
            language,
            **more,
        ),
        r"no re-inspection that can be compared": say("no re-inspection can be compared", language),
        r"no find in common: the total cannot be estimated": say(
            "the two inspections have no find in common: no total can be estimated", language
        ),
        r"no enterprise on both lists: the total cannot be estimated": say(
            "no enterprise stands on both lists: no total can be estimated", language
        ),
        r"a lower bound where visits were chosen from the register": say(
            "a lower bound where enterprises were picked from the register to be visited", language
        ),
        r"no rate for (?P<years>.+)": say("no rate for {years}", language),
        r"frequency not known: (?P<words>.+)": say("frequency not understood: {words}", language),
        r"working days give (?P<day>[\d-]+)": say("counted in working days it would be {day}", language),
    }


PROVISIONAL = "[p]"
"""Mark of a figure whose casualties may still be brought up to date; one of the note says until when."""


def window_name(row: pd.Series, language: str) -> str:
    """A result row's window in words, marked where its figure is provisional.

    >>> row = pd.Series({"window_start": "2020-01-01", "window_end": "2020-08-24", "as_of": "2020-08-24",
    ...     "basis": "all"})
    >>> window_name(row, "en")
    '1 January to 24 August 2020 [p]'
    """
    return with_mark(window_text(window_of(row), language), row, language)


def with_mark(title: str, row: pd.Series, language: str) -> str:
    """A title that names the window of a result row, marked at its end where the figure is provisional.

    >>> row = pd.Series({"window_start": "2020-01-01", "window_end": "2020-08-24", "as_of": "2020-08-24",
    ...     "basis": "all"})
    >>> with_mark("2020年1月1日至8月24日各区占比", row, "zh")
    '2020年1月1日至8月24日各区占比 [p]'
    """
    return f"{title} {PROVISIONAL}" if is_provisional(row, language) else title


def is_provisional(row: pd.Series, language: str) -> bool:
    """Whether the figure of a result row may still change because reports are still due."""
    return _provisional_from(row, reporting_of(language)) is not None


def _provisional_from(row: pd.Series, reporting: Reporting) -> date | None:
    """The first day whose accidents may still change; None for what is settled, or counts no accidents."""
    basis = basis_of(str(row.get("basis", "")))
    if basis is None or pd.isna(row.get("as_of", pd.NaT)):
        return None
    return provisional_from(window_of(row), basis, pd.Timestamp(row["as_of"]).date(), reporting)


def _provisional_notes(frame: pd.DataFrame, language: str) -> list[str]:
    reporting = reporting_of(language)
    days = {day for _, row in frame.iterrows() if (day := _provisional_from(row, reporting))}
    if not days:
        return []
    text = say(
        "{mark} provisional: casualties of accidents since {day} are still being brought up to date ({days} "
        "days after the accident{others}).",
        language,
        mark=PROVISIONAL,
        day=day_text(min(days), language),
        days=reporting.days,
        others="".join(_days_of_others(reporting, language)),
    )
    return [text]


def _days_of_others(reporting: Reporting, language: str) -> Iterator[str]:
    """The categories that have other days than the rest, those with as many together."""
    own = reporting.of_categories
    for days in dict.fromkeys(own.values()):
        names = [name for name, number in own.items() if number == days]
        kinds = (
            say("fire and road traffic", language)
            if set(names) == set(SHORTER)
            else names_text([label(name, language) for name in names], language)
        )
        yield say(", {days} for {kinds}", language, days=days, kinds=kinds)


def result_notes(
    frame: pd.DataFrame, language: str, *, limits: bool = True, percents: bool = True, windows: bool = True
) -> list[str]:
    """What a reader needs to check a result frame: basis, window, as-of day, method, and its own notes.

    What differs from row to row, such as the windows of a comparison, is listed once each. `limits`,
    `percents` and `windows` are False for a table without limits, without percents, or whose rows or headings
    name their windows already.
    """
    notes = []
    bases = [basis_text(str(b), language) for b in _distinct(frame, "basis") if b not in ("", ALL_ROWS)]
    if bases:
        notes.append(say("Counted: {basis}.", language, basis=listed(bases, language)))
    named = _windows(frame, language) if windows else []
    if named:
        notes.append(say("Window: {windows}.", language, windows=listed(named, language)))
    compared = _compared_windows(frame, language) if windows else []
    if compared:
        notes.append(say("Compared with: {windows}.", language, windows=listed(compared, language)))
    notes += _as_of_notes(frame, language)
    notes += _provisional_notes(frame, language)
    methods = [m for m in _distinct(frame, "method") if m and m not in WITHOUT_LIMITS]
    if methods and limits:
        names = [method_text(str(m), language) for m in methods]
        notes.append(say("95% limits: {method}.", language, method=listed(names, language)))
    if percents and limits and methods and (frame["numerator"] < FEW).any():
        notes.append(say("Where a count is below 10, read the count, not the percentage.", language))
    return notes + [say("Note: {note}.", language, note=note) for note in _own_notes(frame, language)]


def _as_of_notes(frame: pd.DataFrame, language: str) -> list[str]:
    """The as-of day, unless the last window ends on it and so names it already."""
    last = frame["window_end"].max() if "window_end" in frame else pd.NaT
    days = [day_text(d, language) for d in _distinct(frame, "as_of") if d != last]
    return [say("As it stood on {day}.", language, day=listed(days, language))] if days else []


def _own_notes(frame: pd.DataFrame, language: str) -> list[str]:
    """The measure's remarks; one that is not on every row says which rows it is on."""
    texts = [note_texts(str(note), language) for note in frame["note"].fillna("")] if "note" in frame else []
    shown = []
    for text in dict.fromkeys(text for row in texts for text in row):
        has = [text in row for row in texts]
        some = "" if all(has) else _rows_named(frame, has, language)
        shown.append(say("{names}: {note}", language, names=some, note=text) if some else text)
    return shown


_NAMED_BY = ("area", "supervision_sector", "industry", "accident_kind", "category", "level")
"""First columns of a table whose values name its rows."""


def _rows_named(frame: pd.DataFrame, of: Sequence[bool], language: str) -> str:
    """Which rows of a table are meant: by what they count, by their areas, parts or windows, or by the latter
    two together; else empty.
    """
    own, key = frame.loc[pd.Series(of, index=frame.index)], str(frame.columns[0])
    if "events" in frame and _are_all_of(own, frame, ["events"]):
        return names_text(
            [events_header(str(events), language) for events in own["events"].unique()], language
        )
    names = windows = ""
    if key in _NAMED_BY and len(set(frame[key])) > 1:
        found = [label(str(name), language) for name in own[key].drop_duplicates()]
        names = _areas_counted(found, language) if key == "area" and len(found) > MOST_NAMED else ""
        names = names or names_text(found, language)
    ends = ["window_start", "window_end"]
    if "window_start" in frame and len(frame.drop_duplicates(ends)) > 1:
        each = own.drop_duplicates(ends).iterrows()
        windows = listed([window_text(window_of(row), language) for _, row in each], language)
    if names and windows and not _are_all_of(own, frame, [key]):
        if _are_all_of(own, frame, ends):
            return windows
        return say("{names} ({windows})", language, names=names, windows=windows)
    return names or windows


def _are_all_of(own: pd.DataFrame, frame: pd.DataFrame, columns: list[str]) -> bool:
    """Whether the rows are all that have their values of some columns, and others have other values."""
    return len(own) == len(frame.merge(own[columns].drop_duplicates())) < len(frame)


def _areas_counted(names: Sequence[str], language: str) -> str:
    return say("{count} areas", language, count=len(names))


def names_text(names: Sequence[str], language: str) -> str:
    """Names one after the other.

    >>> names_text(["甲", "乙"], "zh"), names_text(["A", "B"], "en")
    ('甲、乙', 'A, B')
    """
    return ("、" if language == "zh" else ", ").join(names)


def listed(texts: Sequence[str], language: str) -> str:
    """Texts one after the other, as the language sets them apart.

    >>> listed(["甲", "乙"], "zh"), listed(["a", "b"], "en")
    ('甲；乙', 'a; b')
    """
    return ("；" if language == "zh" else "; ").join(texts)


def _compared_windows(frame: pd.DataFrame, language: str) -> list[str]:
    """The windows that a comparison looks back to, with the days counted in them."""
    needed = ["other_start", "other_end", "other_days"]
    if any(c not in frame for c in needed):
        return []
    columns = [*needed, *(["years"] if "years" in frame else [])]
    rows = frame.loc[frame[needed].notna().all(axis=1), columns].drop_duplicates()
    return [compared_text(row, language) for _, row in rows.iterrows()]


def compared_text(row: pd.Series, language: str) -> str:
    """What a row is compared with, and its days: one window, or the same dates of several years.

    >>> row = pd.Series({
    ...     "other_start": "2018-01-01", "other_end": "2019-08-24", "other_days": 472, "years": 2})
    >>> compared_text(row, "zh"), compared_text(row.drop("years"), "zh")
    ('2018、2019年各年1月1日至8月24日（共472天）', '2018年1月1日至2019年8月24日（472天）')
    """
    span, days, years = window_of(row, "other_"), row["other_days"], row.get("years", 1)
    if years > 1 and days < span.days:
        text = each_year_text(span, int(years), language)
        return say("{window} ({days} days in all)", language, window=text, days=days)
    return say("{window} ({days} days)", language, window=window_text(span, language), days=days)


def _distinct(frame: pd.DataFrame, column: str) -> list[Any]:
    return frame[column].dropna().unique().tolist() if column in frame else []


def _windows(frame: pd.DataFrame, language: str) -> list[str]:
    """The windows of the rows, or from the first to the last where there are more than four."""
    if "window_start" not in frame:
        return []
    rows = frame[["window_start", "window_end"]].dropna().drop_duplicates()
    windows = [window_of(row) for _, row in rows.iterrows()]
    if len(windows) > 4:
        windows = [Window(min(w.start for w in windows), max(w.end for w in windows))]
    return [
        say("{window} ({days} days)", language, window=window_text(w, language), days=w.days) for w in windows
    ]
