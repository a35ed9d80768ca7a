"""Every word a reader sees, in Chinese and English: English in the code, Chinese in one `catalogue`."""

from __future__ import annotations

from functools import cache
from typing import Any

from .. import reference
from ..catalogue import chinese, in_context
from ..errors import UnknownName
from ..project import Project, Reporting
from ..provisional import ORDER_493
from ..schema import UNKNOWN

LANGUAGES = ("zh", "en")

LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en-GB"}
"""What a page, a document or a workbook says its language is."""


class ProjectLanguage(str):
    """A reader's language that knows a project's own English names, and how long its figures are provisional.

    It goes where the language goes, so that what one project says is never shown in another's report.
    It equals its plain language: no cache whose results hold such things may go by it.
    """

    names: dict[str, str]
    reporting: Reporting

    def __new__(
        cls, language: str, names: dict[str, str] | None = None, reporting: Reporting = ORDER_493
    ) -> ProjectLanguage:
        own = super().__new__(cls, language)
        own.names = names or {}
        own.reporting = reporting
        return own


def language_of(project: Project, language: str) -> str:
    """A language, with the English names of the project's city and areas, and its days of reporting.

    >>> english = language_of(Project.load(), "en")
    >>> english, label("北京市", english)
    ('en', 'Beijing')
    """
    require_language(language)
    names = reference.own_labels(project) if language == "en" else {}
    return ProjectLanguage(language, names, project.reporting)


def reporting_of(language: str) -> Reporting:
    """How long the project of a reader's language brings casualties up to date."""
    return language.reporting if isinstance(language, ProjectLanguage) else ORDER_493


def require_language(language: str) -> None:
    """Raise `UnknownName` unless there is a catalogue for `language`."""
    if language not in LANGUAGES:
        raise UnknownName("language", language, LANGUAGES)


def say(message: str, language: str, **values: Any) -> str:
    """A message in the reader's language, with its values filled in.

    Parameters
    ----------
    message
        The English text, written out where it is used: the catalogue is collected from the code.
    language
        ``zh`` or ``en``.
    values
        Texts for the names in braces. They are shown as they are, never read as a message.

    Raises
    ------
    UnknownName
        If `language` is neither.

    Examples
    --------
    >>> say("As of {day}", "en", day="24 August 2020")
    'As of 24 August 2020'
    >>> say("As of {day}", "zh", day="2020年8月24日")
    '截至2020年8月24日'
    """
    require_language(language)
    text = message if language == "en" else chinese().get(message, message)
    return text.format(**values) if values else text


def say_count(one: str, many: str, count: int, language: str, **values: Any) -> str:
    """The message for `count` things: English has two forms, Chinese one. ``{count}`` is the number.

    >>> one, many = "{count} enterprise had more than one accident: {named}.", "{count} enterprises had …"
    >>> say_count(one, many, 1, "en", named="A"), say_count(one, many, 2, "zh", named="A；B")
    ('1 enterprise had more than one accident: A.', '重复发生事故的单位2家：A；B。')
    """
    require_language(language)
    text = (one if count == 1 else many) if language == "en" else chinese().get(one, many)
    shown = f"{count:,}" if language == "en" else str(count)
    return text.format(count=shown, **values)


def label(value: str, language: str) -> str:
    """A ledger's value as the reader sees it; a value without a known English name stays as it is.

    Names of a project's own (`language_of`) go before those that are shipped.

    >>> label("门头沟区", "en"), label("门头沟区", "zh"), label("unknown", "zh")
    ('Mentougou', '门头沟区', '未注明')
    """
    require_language(language)
    if value == UNKNOWN:
        return say("not stated", language)
    if language == "zh":
        return value
    own = language.names if isinstance(language, ProjectLanguage) else {}
    return own.get(value) or _english().get(value, value)


def term(context: str, name: str, language: str) -> str:
    """A name of the program that a reader meets, such as a rule's: English shows it with blanks.

    The catalogue holds the Chinese under the same name, in a `context` of its own.

    >>> term("rule", "area_unknown", "en"), term("rule", "area_unknown", "zh")
    ('area unknown', '区名无法识别')
    """
    require_language(language)
    words = name.replace("_", " ")
    return words if language == "en" else chinese().get(in_context(context, name), words)


def catalogued(context: str) -> dict[str, str]:
    """All messages of one context of the catalogue, each with its Chinese."""
    start = in_context(context, "")
    return {key.removeprefix(start): text for key, text in chinese().items() if key.startswith(start)}


@cache
def _english() -> dict[str, str]:
    return {**WORDS, **reference.labels()}


WORDS = {
    "一般": "ordinary",
    "较大": "severe",
    "重大": "major",
    "特别重大": "most severe",
    "每月": "monthly",
    "每季度": "each quarter",
    "每半年": "each half-year",
    "每年": "each year",
    "一次": "once",
    "日常检查": "routine inspection",
    "复查": "re-inspection",
    "督察抽查": "supervision team",
    "正常": "at work",
    "已拆除": "demolished",
    "已关闭": "closed",
    "已搬离": "moved away",
    "已搬迁": "moved away",
    "关停": "shut down",
    "已关停": "shut down",
    "歇业": "not trading",
    "已歇业": "not trading",
    "人去楼空": "deserted",
    "已注销": "deregistered",
    "安全管理机构": "a safety unit",
    "房屋市政工程生产安全事故": "accidents in building and municipal works",
}
"""English of the ledgers' own words that are in no code table."""
