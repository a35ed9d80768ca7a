"""How a hazard ended, by its status: a word of the list, or a longer text by its known parts.

Only a text that plainly says so ends a hazard. A clause that ends in what has been done (已整改) closes it,
whatever stands before (逾期, 未戴安全帽问题); otherwise what denies (未, 不, 待) is open. Of several clauses
the last that says an end counts. What is partial (部分, 80%) or names several hazards of which one is open
is open.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from functools import cache
from typing import Any, NamedTuple

from .. import reference
from .reading import folded
from .words import word_key

End = tuple[str, bool]
"""One of `schema.END_TYPES`, and whether a closed hazard came back."""

_OPEN: End = ("open", False)
_AGAIN: End = ("open", True)
_CLOSED: End = ("closed", False)
_DONE, _LIMIT = "已完成", "限期"
_DAY = r"(?:[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?|(?:[0-9]{4}年)?[0-9]{1,2}月(?:[0-9]{1,2}[日号]|底))"
_BY_A_DAY = re.compile(rf"(?:{_DAY}|年底)(?:之|以)?前|[0-9]+个?(?:工作)?[日天]内")
_ON_A_DAY = re.compile(rf"于?{_DAY}")
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)%")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_ITEM = re.compile(r"(?<![0-9])[0-9]{1,2}[.、)](?![0-9])")
_NUMBER_OF_OFFICE = "(?:[至到入]?[a-z][-0-9a-z]*)?"
_CHOICE = re.compile(r"、|(?<![0-9])/|/(?![0-9])")
"""1/3 is a fraction or a day, and no choice."""
_CLAUSE = re.compile(r"[,;:。()\[\]【】]")
_DAYS_LATE = re.compile(r"(?<=[逾超延]期)[0-9]+个?(?:工作)?[日天]")
_LATE = frozenset({"逾期", "超期", "延期"})
_CHECK = re.compile(r"销|验收|复查|合格|通过")
_UNCHECKED = re.compile(r"[未不待](?:完成)?(?:销.|验收|复查|合格|通过)$")
_BOXES = re.compile("[☑✔✓√■☒●☐□○]")
_BRACKETED = re.compile(r"[\[(【［（〔]\s*([√✓✔☑■●v×✗x]?)\s*[\])】］）〕]", re.IGNORECASE)
"""Brackets as boxes: [√]是 [ ]否."""
_EMPTY_BEFORE = re.compile(r"\s*[\[(【［（〔]\s*[\])】］）〕]\s*\w")
_NO_TICK = frozenset({"", "×", "✗"})
_LETTER = frozenset("xX")
"""A tick where no other sign ticks; beside one a cross."""
_FREE_BOX, _EMPTY_BOX = re.compile("[☐□○]"), re.compile("[☐□]")
_SIGN = re.compile(r"[\W_]+")
_SIGNS = " \u3000,，;；、。"
_LEADS_TO = r"(?:现场?|目前|后|随后|最终|经?复查后?|隐患|问题|再次|重新|经?第?[二三四五2-5][次轮])*"
_SOME_OF_THEM = re.compile(r"[0-9]|[一二三四五六七八九十两几]+[处项条个家]")


class _Part(NamedTuple):
    part: str
    where: str
    end: End | None

    def is_in(self, clause: str) -> bool:
        if self.where == "start":
            return clause.startswith(self.part)
        if self.where == "end":
            return clause.endswith(self.part)
        if self.where == "alone":
            return bool(re.fullmatch(re.escape(self.part) + _NUMBER_OF_OFFICE, clause))
        return self.where == "within" and self.part in clause


@cache
def _words() -> dict[str, End]:
    return {word_key(r["word"]): _end(r) for r in reference.status_words().to_dict("records")}


@cache
def _parts() -> tuple[_Part, ...]:
    return tuple(
        _Part(word_key(r["part"]), r["where"], _end(r) if r["end_type"] else None)
        for r in reference.status_parts().to_dict("records")
    )


@cache
def _any_of(where: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(part.part) for part in _parts() if part.where == where))


@cache
def _bare_closing() -> re.Pattern[str]:
    """A clause that only says closed, and of nothing else than the clauses before it."""
    words = [word for word, end in _words().items() if end == _CLOSED]
    words += [part.part for part in _parts() if part.end == _CLOSED]
    return re.compile(_LEADS_TO + "(?:" + "|".join(map(re.escape, words)) + ")")


def _end(row: dict[Hashable, Any]) -> End:
    return row["end_type"], row["reopened"] == "true"


def is_listed(status: str) -> bool:
    """Whether a status is, as a whole, a word of the list."""
    return word_key(status) in _words()


def is_other_sign(status: str) -> bool:
    """Whether a status is a sign alone that is neither a yes nor a no, nor an empty box.

    >>> is_other_sign("○"), is_other_sign("√"), is_other_sign("☐"), is_other_sign("3")
    (True, False, False, False)
    """
    plain = folded(status)
    return bool(_SIGN.fullmatch(plain)) and not _EMPTY_BOX.search(plain) and end_of(plain) is None


def is_unanswered(status: str) -> bool:
    """Whether a status is a choice of several answers of which none is ticked, or some that differ.

    >>> is_unanswered("☐是 ☐否"), is_unanswered("☑是 ☑否"), is_unanswered("☑是 ☐否"), is_unanswered("□已整改")
    (True, True, False, False)
    """
    boxed = _with_boxes(status)
    return len(_BOXES.findall(boxed)) > 1 and _ticked(boxed) == ""


def end_of(status: str) -> End | None:
    """What a status says: how the hazard ended, and whether it had been reopened; None if that is not known.

    >>> end_of("反弹"), end_of("已于2020年3月1日整改完成"), end_of("整改率80%"), end_of("另行研究")
    (('open', True), ('closed', False), ('open', False), None)
    """
    ticked = _ticked(_with_boxes(status))
    if ticked is not None:
        return end_of(ticked) if ticked else None
    return _words().get(word_key(status)) or _end_of_text(folded(status).casefold())


def only_closes(clause: str) -> bool:
    """Whether a clause says that a hazard is closed, and nothing else.

    >>> only_closes("已整改完成"), only_closes("经复查已销账"), only_closes("立案已整改")
    (True, True, False)
    """
    return bool(_bare_closing().fullmatch(word_key(clause)))


def _with_boxes(status: str) -> str:
    """A status with boxes in place of brackets that hold a tick or nothing: of two or more, or of one before
    its answer that holds nothing.

    >>> _with_boxes("[√]是 [ ]否"), _with_boxes("（×）是（√）否"), _with_boxes("[x]是 [ ]否")
    ('☑是 ☐否', '☐是☑否', '☑是 ☐否')
    >>> _with_boxes("（ ）已整改"), _with_boxes("已整改（√）"), _with_boxes("已整改（）")
    ('☐已整改', '已整改（√）', '已整改（）')
    """
    signs = _BRACKETED.findall(status)
    if len(signs) < 2 and not _EMPTY_BEFORE.match(status):
        return status
    free = _NO_TICK | _LETTER if set(signs) - _NO_TICK - _LETTER else _NO_TICK
    return _BRACKETED.sub(lambda box: "☐" if box[1] in free else "☑", status)


def _ticked(status: str) -> str | None:
    """Of several answers one that is ticked; empty where none is or they differ, None where it is no choice.

    >>> _ticked("☑已整改 ☐未整改"), _ticked("已整改□ 未整改■"), _ticked("已整改√ 未整改")
    ('已整改', '未整改', '已整改')
    >>> _ticked("□已整改"), _ticked("☑已整改 ☑未整改"), _ticked("□未整改"), _ticked("√"), _ticked("√ 已整改")
    ('', '', None, None, None)
    """
    if not _FREE_BOX.search(status):
        answers = status.split()
        ticked = [_BOXES.sub("", answer) for answer in answers if _BOXES.search(answer)]
        is_choice = len(answers) > 1 and ticked and all(is_listed(_BOXES.sub("", a)) for a in answers)
        return _one_of(ticked) if is_choice else None
    said = [(box, answer) for box, answer in _boxed(status) if end_of(answer) is not None]
    ticked = [answer for box, answer in said if not _FREE_BOX.match(box)]
    if ticked:
        return _one_of(ticked)
    ends = {end_of(answer) for _, answer in said}
    # ○ is a bullet, too.
    return "" if len(ends) > 1 or (ends == {_CLOSED} and _EMPTY_BOX.search(status)) else None


def _one_of(answers: list[str]) -> str:
    """The first of answers that say the same end; empty where they differ."""
    return answers[0] if len(set(map(end_of, answers))) == 1 else ""


def _boxed(status: str) -> list[tuple[str, str]]:
    """The boxes of a status, each with its answer: it stands before its box where the last box ends the text.

    >>> _boxed("整改情况：☑已整改□未整改"), _boxed("已整改□ 未整改■")
    ([('☑', '已整改'), ('□', '未整改')], [('□', '已整改'), ('■', '未整改')])
    """
    parts = [part.strip(_SIGNS) for part in _BOXES.split(status)]
    answers = parts[:-1] if parts[0] and not parts[-1] else parts[1:]
    return list(zip(_BOXES.findall(status), answers))


def ends_named_in(note: str) -> set[End]:
    """Ends other than closed and open that a remark names and does not deny: void, transferred, reopened.

    >>> ends_named_in("经核查不属实"), ends_named_in("尚未移交")
    ({('void', False)}, set())
    """
    plain = folded(note).casefold()
    return {
        part.end
        for part in _parts()
        if part.end is not None
        and part.end not in (_OPEN, _CLOSED)
        and any(_names(clause, part) for clause in _CLAUSE.split(plain))
    }


def _names(clause: str, part: _Part) -> bool:
    """Whether a clause of a remark holds a part that it does not deny."""
    if part.where == "alone":
        return part.is_in(clause)
    return bool(re.search(rf"(?<![未无没非待不]){re.escape(part.part)}", clause))


def _end_of_text(text: str) -> End | None:
    plain = _ON_A_DAY.sub("", _BY_A_DAY.sub(_LIMIT, text))
    if _NUMBER.fullmatch(plain):
        # Excel shows 0.8 as 80 %; a rate is written without its sign too.
        return _CLOSED if float(plain) in (1, 100) else _OPEN
    if any(float(percent) < 100 for percent in _PERCENT.findall(plain)):
        return _OPEN
    plain = _DAYS_LATE.sub("", _PERCENT.sub(_DONE, plain))
    items = [item for item in _ITEM.split(plain) if item]
    if len(items) > 1:
        return _end_of_several([_end_of_clauses(item) for item in items])
    return _end_of_clauses("".join(items))


def _end_of_clauses(text: str) -> End | None:
    """The end that the clauses of one text say; a clause that says nothing of it counts for nothing."""
    if word := _words().get(word_key(text)):
        return word
    if _any_of("anywhere").search(text):
        return _OPEN
    ends = [_last_end(_CLAUSE.split(choice)) for choice in _CHOICE.split(text)]
    return _end_of_several([end for end in ends if end is not None])


def _last_end(clauses: list[str]) -> End | None:
    """The end that the last clauses say: closed after open only where the closing is said of the same thing.

    What is put right (已整改) is not yet checked or struck off (未销账, 复查不合格). That a hazard is late
    says that it is open only when no other clause says how it ended.
    """
    keys = [_any_of("apart").sub("", word_key(clause)) for clause in clauses]
    ends = [(key, end) for key in keys if (end := _end_of_clause(key)) is not None]
    ends = [(key, end) for key, end in ends if key not in _LATE] or ends
    if not {end for _, end in ends} <= {_OPEN, _AGAIN, _CLOSED}:
        return _end_of_several([end for _, end in ends])
    if ends and ends[-1][1] == _CLOSED and only_closes(ends[-1][0]):
        is_unchecked = any(_UNCHECKED.search(key) for key, _ in ends)
        return _OPEN if is_unchecked and not _CHECK.search(ends[-1][0]) else _CLOSED
    return _end_of_several([end for _, end in ends])


def _end_of_several(ends: list[End | None]) -> End | None:
    """The end that all have; open, or open again, where one of them is."""
    for end in (_AGAIN, _OPEN):
        if end in ends:
            return end
    return ends[0] if len(set(ends)) == 1 else None


def _end_of_clause(clause: str) -> End | None:
    if clause in _words():
        return _words()[clause]
    end = next((part.end for part in _parts() if part.is_in(clause)), None)
    is_some = end is not None and end[0] == "closed" and _SOME_OF_THEM.search(clause)
    return None if is_some else end
