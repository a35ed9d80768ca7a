"""Holds claims against the ledgers: agrees, differs by so much, or cannot be computed and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from ... import reference
from ...locale import say
from ...locale.wording import basis_noun, figure_text
from ...periods import Window
from ...project import Project
from ...schema import SOURCE, Basis
from ..terms import TERMS
from . import agreement as agree
from .agreement import Agreement, agreement
from .asked import Answer, Claim, Doubt, Sources
from .proportions import proportion_of
from .said import Said, nothing
from .understanding import in_ledger_terms, says_fatal, shares_of_either
from .vocabulary import direction_of

if TYPE_CHECKING:
    from ...ledgers import Ledgers

CHECKED = (
    "computed", "is_least", "numerator", "denominator", "basis", "reading", "reading_zh", "used_start",
    "used_end", "lower", "upper", "verdict", "agrees_as", "agrees_as_zh", "difference", "readings_agreeing",
    "evidence_rows", "evidence", "doubt", "doubt_zh", "note", "note_zh",
)  # fmt: skip
"""What `check` adds to a claim. `computed`, and `difference` (printed less computed), are in its own unit."""


def check(
    claims: pd.DataFrame,
    ledgers: Ledgers,
    *,
    project: Project | None = None,
    basis: str | None = None,
    as_of: date | None = None,
    listed: int = 5,
) -> pd.DataFrame:
    """Recompute each claim from the ledgers and say whether it agrees.

    Parameters
    ----------
    claims
        As `extract` gives them, or as `reference.letter_claims` holds them.
    ledgers
        The clean ledgers of the whole city.
    project
        Whose city it is; the shipped one by default.
    basis
        Name of the preferred basis (`reference.bases`); the project's own by default, or that of all
        categories where no accident states its own. The others are tried as well, and `readings_agreeing`
        names all that agree. The figures of one sentence are taken on one basis where they agree on one, and
        `note` says so where each agrees on another.
    as_of
        The last day that is known: what happened, was closed or was studied after it does not count, and a
        window that runs on is cut there. Hazards are taken as they stood at the end of a claim's own window,
        or on this day where it has none or runs on. A supervision team's visits and the deadlines of orders
        come later, and are looked at on purpose (`answers.LOOK_PAST`). Without it nothing is cut.
    listed
        How many ledger rows `evidence` names at most.

    Returns
    -------
    DataFrame
        The claims in their order and their own words (their ``note`` is now ``remark``); ``counted_as``
        (`vocabulary`) and those of `terms.TERMS` that they lack say how they were understood; then the
        columns `CHECKED`. `verdict` is one of `agreement.VERDICTS`; ``reading`` and ``note`` say how it was
        understood and why, ``reading_zh`` and ``note_zh`` in Chinese; ``agrees_as`` names the basis or
        reading on which a figure agrees, where it does not on the preferred one, or, of a share, on that of
        the count in its own sentence; ``doubt`` says what sheets or rows leave open, of a figure that agrees
        too; `lower` and `upper` are 95 % Wilson limits of a share, from 0 to 1. For a share of the city that
        stands against a later one, ``p_value`` and ``chance`` say whether chance would do.

    Notes
    -----
    Qualifiers make a figure one-sided or approximate, see `agreement.QUALIFIERS`. A count has to match to
    the unit; a percentage may be rounded or cut off, and the verdict says which. A fall is printed without
    its sign: `computed` is then a fall too, and a rise differs.
    """
    # Imported here: it brings statistics along, which a mere extraction never needs.
    from .chance import chance_of_claims

    project = project or Project.load()
    sources = _sources(ledgers, project, basis, as_of)
    terms = in_ledger_terms(claims, project)
    asked = claims_of(terms)
    checked = [_checked(one, listed) for one in _read(asked, sources)]
    result = pd.DataFrame(checked, columns=list(CHECKED), index=claims.index)
    result[["used_start", "used_end"]] = result[["used_start", "used_end"]].apply(pd.to_datetime)
    chances = chance_of_claims(terms, sources)
    return pd.concat([_as_written(claims, terms), result, chances], axis=1)


def _as_written(claims: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """The claims with their own words, blank for missing ones, and beside them how they were understood."""
    written = claims.rename(columns={"note": "remark"})
    words = [c for c in written.columns if not pd.api.types.is_numeric_dtype(written[c])]
    words = [c for c in words if not pd.api.types.is_datetime64_any_dtype(written[c])]
    written[words] = written[words].astype("object").where(written[words].notna(), "")
    understood = [c for c in TERMS if c not in written.columns]
    return pd.concat([written, terms[understood], terms["measure"].rename("counted_as")], axis=1)


def claims_of(terms: pd.DataFrame) -> list[Claim]:
    """Claims in the ledgers' terms, each as a `Claim`."""
    rows = terms.to_dict("records")
    ambiguous = shares_of_either(rows)
    return [replace(claim_of(row), of_either=at in ambiguous) for at, row in enumerate(rows)]


def claim_of(row: dict) -> Claim:
    """A row in the ledgers' terms as a `Claim`."""
    start, end = row["window_start"], row["window_end"]
    window = None if pd.isna(start) or pd.isna(end) else Window(start.date(), end.date())
    texts = (
        "measure",
        "unit",
        "qualifier",
        "area",
        "sector",
        "category",
        "kind",
        "cause",
        "subject",
        "comparison",
    )
    return Claim(
        value=row["value"],
        window=window,
        text=str(row.get("sentence") or row.get("text") or ""),
        of_fatal=says_fatal(row),
        proportion=proportion_of(row),
        **{text: row[text] for text in texts},
    )


class _Tried(NamedTuple):
    answer: Answer
    found: Agreement


class _Read(NamedTuple):
    """A claim, all its readings, and the one that is taken."""

    claim: Claim
    tried: Sequence[_Tried]
    chosen: _Tried
    told: Said = nothing
    """What its sentence as a whole says of the basis."""


def evidence_of(
    claims: pd.DataFrame,
    ledgers: Ledgers,
    *,
    project: Project | None = None,
    basis: str | None = None,
    as_of: date | None = None,
) -> list[pd.DataFrame]:
    """All ledger rows behind each claim, as `check` reads it; parameters are those of `check`."""
    project = project or Project.load()
    sources = _sources(ledgers, project, basis, as_of)
    asked = claims_of(in_ledger_terms(claims, project))
    return [one.chosen.answer.rows for one in _read(asked, sources)]


def _sources(ledgers: Ledgers, project: Project, basis: str | None, as_of: date | None) -> Sources:
    own = reference.countable_basis(project.basis, ledgers.accidents)
    return Sources(ledgers, project, reference.basis_named(basis or own.name), as_of)


def _read(asked: Sequence[Claim], sources: Sources) -> list[_Read]:
    """Each claim as it is taken: those of a sentence on one basis, else on that of the document; a share on
    that of its count.
    """
    # Imported here: `answers` brings statistics along, which a mere extraction never needs.
    from .answers import answers_to

    every = [_tried(claim, answers_to(claim, sources)) for claim in asked]
    meant = [_on_bases_meant(claim, tried, sources) for claim, tried in zip(asked, every)]
    meant = [_of_hazards_counted(at, asked, meant) for at in range(len(asked))]
    basis_of, of_document = _bases_of_sentences(asked, meant), _basis_of_document(meant, sources)
    counted_on: dict[tuple, str] = {}
    read = []
    for claim, tried, possible in zip(asked, every, meant):
        subject, of_sentence = _subject(claim), basis_of.get(claim.text, of_document)
        if _is_share(claim):
            chosen = _chosen(_on(possible, counted_on.get(subject, "")) or possible)
        else:
            chosen = _chosen(_on(possible, of_sentence) or possible)
            if claim.text and chosen.found.agrees and chosen.answer.basis and not claim.comparison:
                counted_on.setdefault(subject, chosen.answer.basis)
        is_split = of_sentence is None and not _is_share(claim) and chosen.found.agrees
        read.append(_Read(claim, tried, chosen, _only_on_different_bases if is_split else nothing))
    return read


def _on_bases_meant(claim: Claim, tried: Sequence[_Tried], sources: Sources) -> Sequence[_Tried]:
    """The readings on a basis that the claim's own words leave open; all where they leave none."""
    meant = {basis.name for basis in sources.bases if _leaves_open(claim.text, basis)}
    return [one for one in tried if one.answer.basis in {"", *meant}] or tried


def _of_hazards_counted(
    at: int, asked: Sequence[Claim], every: Sequence[Sequence[_Tried]]
) -> Sequence[_Tried]:
    """The readings of a rate of hazards on which a count before it in its sentence agrees, of closed
    ones first; all readings of any other claim, and where no count agrees.
    """
    claim = asked[at]
    if not claim.measure.endswith("closure_rate"):
        return every[at]
    beside = [
        (one, tried)
        for one, tried in zip(asked[:at], every)
        if "hazards" in one.measure
        and (one.text, one.area, one.sector) == (claim.text, claim.area, claim.sector)
    ]
    closed = [counted for counted in beside if counted[0].measure.endswith("closed")]
    for _, tried in [*reversed(closed), *beside]:
        hazards = {_name(one.answer, "en") for one in tried if one.found.agrees}
        if of_them := [one for one in every[at] if _name(one.answer, "en") in hazards]:
            return of_them
    return every[at]


_ROADS = re.compile("(?:(?P<left_out>不[包含计]|(?<![解消排])除)|[包含]).{0,2}道路")
_OF_ALL_SORTS = "各类"


def _leaves_open(text: str, basis: Basis) -> bool:
    """Whether a basis may be meant by a text: one with roads or without them, where it says which; none of a
    single category, where it says that all sorts count.

    >>> without, industrial = (reference.bases()[name] for name in ("no_road", "industrial"))
    >>> _leaves_open("事故（含道路运输）3起", without), _leaves_open("事故（不包括道路运输）3起", without)
    (False, True)
    >>> _leaves_open("各类死亡事故3起", industrial), _leaves_open("各类死亡事故3起", without)
    (False, True)
    """
    if said := _ROADS.search(text):
        counts_roads = not basis.categories or any(name.startswith("道路") for name in basis.categories)
        return counts_roads != bool(said["left_out"])
    return len(basis.categories) != 1 or _OF_ALL_SORTS not in text


def _bases_of_sentences(asked: Sequence[Claim], every: Sequence[Sequence[_Tried]]) -> dict[str, str | None]:
    """The basis of each sentence: the first on which all its figures agree that do on any; else None."""
    agreeing: dict[str, list[list[str]]] = {}
    for claim, tried in zip(asked, every):
        bases = [t.answer.basis for t in tried if t.found.agrees and t.answer.basis]
        if claim.text and bases and not _is_share(claim):
            agreeing.setdefault(claim.text, []).append(bases)
    return {
        text: next((basis for basis in first if all(basis in bases for bases in others)), None)
        for text, (first, *others) in agreeing.items()
    }


def _basis_of_document(every: Sequence[Sequence[_Tried]], sources: Sources) -> str:
    """The basis on which most figures of a document agree, of several the preferred one: by it a figure is
    wrong that agrees on none, in a sentence where no other does.
    """
    agreeing = Counter(
        basis for tried in every for basis in {t.answer.basis for t in tried if t.found.agrees}
    )
    return max([basis.name for basis in sources.bases], key=agreeing.__getitem__)


def _on(tried: Sequence[_Tried], basis: str | None) -> list[_Tried]:
    return [one for one in tried if one.answer.basis == basis != ""]


def _is_share(claim: Claim) -> bool:
    return claim.is_percent and claim.comparison.startswith("占")


def _only_on_different_bases(language: str) -> str:
    return say("the figures of this sentence agree only on different bases", language)


def _subject(claim: Claim) -> tuple:
    """What a count and its share in one sentence have in common."""
    events = _COUNTED_BY_SHARE.get(claim.measure, claim.measure)
    return (
        claim.text, events, claim.window, claim.area, claim.sector, claim.category, claim.kind, claim.cause
    )  # fmt: skip


_COUNTED_BY_SHARE = {"accident_share": "accidents", "death_share": "deaths"}


def _tried(claim: Claim, answers: Iterable[Answer]) -> list[_Tried]:
    return [_Tried(answer, _held_against(claim, answer)) for answer in answers]


def _chosen(tried: Sequence[_Tried]) -> _Tried:
    """The first reading that agrees; else one that may yet; else the first that can be computed."""
    agreeing = [t for t in tried if t.found.agrees]
    computed = [t for t in tried if t.answer.value is not None]
    # What one reading leaves open is not refuted by another.
    open_yet = [t for t in computed if t.found.verdict == agree.NOT_COMPUTED]
    return (agreeing or open_yet or computed or tried)[0]


def _checked(one: _Read, listed: int) -> dict:
    claim, tried, (answer, found), of_sentence = one
    agrees_as = _agrees_as(one)
    doubt = answer.doubt.why if answer.doubt else nothing
    preferred = _preferred(tried, answer, claim)
    is_least = _is_least(answer)
    if is_least:
        answer = replace(answer, note=_both(_at_least(answer), answer.note))
    if found.verdict == agree.NOT_COMPUTED and answer.value is not None:
        answer = _without_figure(answer)
    agreeing = [t for t in tried if t.found.agrees]
    lower, upper = _limits(answer)
    window = answer.window
    notes = (answer.note, found.note, doubt, preferred, of_sentence)
    return {
        "computed": None if answer.value is None else _as_printed(claim, answer.value),
        "is_least": is_least and answer.value is not None,
        "numerator": answer.numerator,
        "denominator": answer.denominator,
        "basis": answer.basis,
        "reading": answer.reading("en"),
        "reading_zh": answer.reading("zh"),
        "used_start": window.start if window else None,
        "used_end": window.end if window else None,
        "lower": lower,
        "upper": upper,
        "verdict": found.verdict,
        "agrees_as": agrees_as("en"),
        "agrees_as_zh": agrees_as("zh"),
        "difference": None if answer.value is None else float(found.difference / claim.per_unit),
        "readings_agreeing": "; ".join(name for t in agreeing if (name := _name(t.answer, "en"))),
        "evidence_rows": len(answer.rows),
        "evidence": references(answer.rows, listed),
        "doubt": doubt("en"),
        "doubt_zh": doubt("zh"),
        "note": "; ".join(text for note in notes if (text := note("en"))),
        "note_zh": "；".join(text for note in notes if (text := note("zh"))),
    }


def _agrees_as(one: _Read) -> Said:
    """The basis or reading on which a figure agrees; nothing where it does on the usual one, or on none."""
    agreeing = [t.answer for t in one.tried if t.found.agrees]
    taken, usual = one.chosen.answer, one.tried[0].answer
    if not agreeing or one.chosen.found.verdict == agree.NOT_COMPUTED:
        return nothing
    if one.chosen.found.agrees:
        answer = usual if agreeing[0] is usual else taken
    else:
        answer, usual = agreeing[0], taken
    if answer.basis == usual.basis:
        return nothing if answer is usual else answer.reading
    return lambda language: _name(answer, language)


def _without_figure(answer: Answer) -> Answer:
    """An answer whose figure is one of several that are possible."""
    return replace(answer, value=None, numerator=None, denominator=None)


def _is_least(answer: Answer) -> bool:
    """Whether an answer is but the least of what is possible."""
    least = answer.doubt.least if answer.doubt else None
    return not answer.is_share and least is not None and least == answer.value


def _both(one: Said, other: Said) -> Said:
    return lambda language: ("；" if language == "zh" else "; ").join(
        filter(None, (one(language), other(language)))
    )


def _at_least(answer: Answer) -> Said:
    figure = float(answer.value or 0)
    return lambda language: say("at least {figure}", language, figure=figure_text(figure, language))


def _held_against(claim: Claim, answer: Answer) -> Agreement:
    """How a claim stands to an answer; neither way where what is not stated could explain the difference."""
    if answer.value is None:
        return Agreement(agree.NOT_COMPUTED, Fraction(0))
    found = _agreement(claim, answer.value * _sign(claim))
    if not found.agrees and answer.doubt and _may_agree(claim, answer.doubt):
        return Agreement(agree.NOT_COMPUTED, found.difference)
    return found


def _may_agree(claim: Claim, doubt: Doubt) -> bool:
    """True where the claim lies between the limits of a doubt, or agrees with one of them."""
    sign = _sign(claim)
    limits = [None if limit is None else limit * sign for limit in (doubt.least, doubt.most)]
    low, high = limits if sign > 0 else limits[::-1]
    value = _size(claim)
    if (low is None or low <= value) and (high is None or value <= high):
        return True
    return any(limit is not None and _agreement(claim, limit).agrees for limit in limits)


def _agreement(claim: Claim, exact: Fraction) -> Agreement:
    if claim.comparison and exact < 0 and claim.value != 0:
        return Agreement(
            agree.DIFFERS,
            _size(claim) - exact,
            lambda language: say("the direction is the other way", language),
        )
    if claim.proportion:
        return claim.proportion.agreement(exact, claim.qualifier)
    counted = not claim.is_money and exact.denominator == 1
    return agreement(claim.value, exact, qualifier=claim.qualifier, counted=counted)


def _size(claim: Claim) -> Fraction:
    """The exact value of a claim, in percent where it is a proportion."""
    return claim.proportion.percent if claim.proportion else agree.as_printed(claim.value)


def _as_printed(claim: Claim, value: Fraction) -> float:
    """The ledgers' value as the claim prints it: in its unit, and a fall without its sign."""
    return float(value * _sign(claim) / claim.per_unit)


def _sign(claim: Claim) -> int:
    return -1 if direction_of(claim.comparison) < 0 else 1


def _limits(answer: Answer) -> tuple[float | None, float | None]:
    if not answer.is_share or answer.numerator is None or not answer.denominator:
        return None, None
    from ...measures.intervals import share_interval

    share = share_interval(answer.numerator, answer.denominator)
    return float(share.lower), float(share.upper)


def _name(answer: Answer, language: str) -> str:
    """Basis and axis of a reading; the basis by its name in bases.csv, so that it can be asked for."""
    basis = answer.basis if language == "en" or not answer.basis else basis_noun(answer.basis, language)
    return ", ".join(text for text in (basis, answer.reading(language)) if text)


def _preferred(tried: Sequence[_Tried], chosen: Answer, claim: Claim) -> Said:
    """What the preferred reading gives, where another one was taken because it agrees."""
    first = tried[0].answer
    if first is chosen or first.value is None:
        return nothing
    value = f"{_as_printed(claim, first.value):.4g}"
    return lambda language: say(
        "read as {chosen}; as {first} it would be {value}",
        language,
        chosen=_name(chosen, language),
        first=_name(first, language),
        value=value,
    )


def references(rows: pd.DataFrame, listed: int) -> str:
    """The first `listed` rows as FILE:SHEET:ROW, so that anybody can look them up.

    >>> rows = pd.DataFrame({"source_file": ["a.csv"] * 3, "source_sheet": "", "source_row": [5, 6, 9]})
    >>> references(rows, 2)
    'a.csv:5; a.csv:6; and 1 more'
    """
    if rows.empty:
        return ""
    shown = rows[list(SOURCE)].head(listed).astype(str)
    places = [":".join(part for part in row if part) for row in shown.itertuples(index=False)]
    if len(rows) > listed:
        places.append(f"and {len(rows) - listed} more")
    return "; ".join(places)
