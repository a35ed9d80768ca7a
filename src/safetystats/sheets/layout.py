"""Where the header of a sheet lies, under titles and over several levels, and which columns it names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from ..reference import header_contents, header_qualifiers, headers
from ..schema import LEDGERS
from .grid import Grid, Row, is_blank
from .money import names_money
from .parted_days import name_parted_days
from .units_apart import name_unit_columns

HEADER_SEARCH_ROWS = 60
"""A header stands among the first rows with content: letters and tables of contents above it are short."""
MOST_LEVELS = 4

_BRACKETED = re.compile(r"\([^()\[\]]*\)|\[[^()\[\]]*\]")
_BRACKETS = str.maketrans("【】〔〕〖〗〈〉《》{}", "[][][][][][]")
_ALL_IN_BRACKETS = re.compile(r"\s*(?:\(([^()]*)\)|\[([^\[\]]*)\])\s*")
_NUMBERING = re.compile(
    r"^\s*(?:[①-⒛]|[(（]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3}|[A-Za-z])[)）.、．])\s*(?=\S)"
)
"""1. and 一、 before a header are no part of it."""
_MARK_BEHIND = re.compile(r"(?<=\S)\s*[①-⒛⓪⓵-⓾¹²³⁰⁴-⁹]+\s*$")
"""Nor is the mark of a footnote behind it: 死亡人数①."""
_TWO_LANGUAGES = re.compile(
    r"(?P<chinese>.*[\u4e00-\u9fff][\])]*)[\s/|]+(?P<latin>[a-z][a-z .'()_-]*)"
    r"|(?P<latin2>[a-z][a-z .'()_-]*)[\s/|]+(?P<chinese2>[\u4e00-\u9fff].*)",
    re.IGNORECASE | re.DOTALL,
)
_PART_OF = re.compile(r"^\s*其中\s*[:：]?\s*")
_OF_WHICH = ("其中", "仅", "只含", "只算", "only", "ofwhich")
_INCLUDING = ("含", "不含", "包括", "包含", "including", "excluding")
_HOLDING = re.compile(r"(?:含|包括|包含|including)\s*(?P<rest>.+)", re.IGNORECASE | re.DOTALL)
_PARTED = re.compile("[、/|或和及与]")
_SAYS_HOW = re.compile(
    r"(?:注|备注|见|格式|单位|如|例|精确|保留|取|四舍五入|必填|选填|可空|可不填|可为空|下拉|填(?!报)|请).*|[a-z]?[0-9]{0,2}[*#※]*"
    r"|[年月日时分秒ymdhsx\-/.: ]*|整数|小数|数字|公历|阳历|北京时间|现价|人民币|24小时制?"
    r"|(?:单|多|必|可)选|选择|自动.*|手工|手动|盖章|公章|规范|(?:按|依|根)据?.*|gb.*"
)
"""Words in brackets that say how a column is filled in, and nothing of what it holds."""
_SIGNS = re.compile(r"[\W_]+")
# Lower levels that say nothing by themselves: 事故单位 > 名称 is the 事故单位.
_GENERIC = frozenset({"名称", "全称", "日期", "年月日", "内容", "name", "date"})
UNITS = frozenset(
    [
        "元",
        "千元",
        "万元",
        "百万元",
        "亿元",
        "人",
        "人次",
        "起",
        "宗",
        "处",
        "项",
        "条",
        "个",
        "家",
        "家次",
        "次",
        "份",
        "天",
        "日",
        "工作日",
        "%",
        "yuan",
        "cny",
        "rmb",
        "persons",
        "people",
        "days",
    ]
)


TRADITIONAL = (
    "專業產鄉書從會傷冊農減劃辦務區單縣發號員國場備複復處頭實對屬帳應開當錄態總戶執報擬掛損數時標檢機來濟"
    "註點狀環現監碼稱簽類級終經結統編職營見計記話說請調責賬貫蹤輕達進郵銷鎮長門閉問間際險隱項預領頻題饋驗"
    "萬億聯繫證別關況內電負駕駛牽係"
    "與兩樂倉壓廠衛動醫園墜賓塵幫無術構氣溫災爐煙燒燙熱療礦採種築紡線組織維"
    "綜綠藥裝觸訓設質貿賃車軌軟輛輸運遞鐵鍋頂飛飯飲飾館漁擊製傳體兒儲學養娛"
    "臺豐陽溝順義懷雲慶興東"
)
"""Traditional characters as they stand in headers, in words of office and in names of areas."""
_SIMPLIFIED = str.maketrans(
    TRADITIONAL,
    "专业产乡书从会伤册农减划办务区单县发号员国场备复复处头实对属帐应开当录态总户执报拟挂损数时标检机来济"
    "注点状环现监码称签类级终经结统编职营见计记话说请调责账贯踪轻达进邮销镇长门闭问间际险隐项预领频题馈验"
    "万亿联系证别关况内电负驾驶牵系"
    "与两乐仓压厂卫动医园坠宾尘帮无术构气温灾炉烟烧烫热疗矿采种筑纺线组织维"
    "综绿药装触训设质贸赁车轨软辆输运递铁锅顶飞饭饮饰馆渔击制传体儿储学养娱"
    "台丰阳沟顺义怀云庆兴东",
)


def simplified(header: str) -> str:
    """A header with the traditional characters that headers have in their simplified form.

    >>> simplified("隱患編號"), simplified("死亡人數")
    ('隐患编号', '死亡人数')
    """
    return header.translate(_SIMPLIFIED)


_SEEN_AS = str.maketrans("曰己巳", "日已已")
"""Signs that stand in headers only where another one is meant, which looks the same."""


@lru_cache(maxsize=100_000)
def spelling(text: str) -> str:
    """A header as it is compared: NFKC, lower case, simplified, without blanks and signs; 曰 is seen as 日.

    >>> spelling(" 死亡 人数（人）"), spelling("Accident_ID"), spelling("发生曰期")
    ('死亡人数人', 'accidentid', '发生日期')
    """
    plain = simplified(unicodedata.normalize("NFKC", text).casefold())
    return _SIGNS.sub("", plain.translate(_SEEN_AS))


_UNIT_AT_END = re.compile(
    r"(?P<head>.*?\S)\s*(?:(?:[\s_:,;-]|单位)+(?:"
    + "|".join(map(re.escape, UNITS))
    + r")|[百千]?[万千百亿]元)\s*",
    re.IGNORECASE | re.DOTALL,
)


_UNIT_BEFORE = re.compile(r"(?:[十百千]?[万千百亿]|)元(?P<rest>.+)")
"""万元直接经济损失."""
_UNIT_ALONE = re.compile(r"单位\s*:\s*(?:" + "|".join(map(re.escape, UNITS)) + ")", re.IGNORECASE)


@lru_cache(maxsize=100_000)
def spellings(text: str) -> tuple[str, ...]:
    """The spellings to look a header up by: as it is, then without what says nothing of its meaning.

    That is a number before it, a mark behind it (①), its unit, its translation, and what stands in brackets;
    words in brackets that make it another column (`changes_meaning`) stay. 单位：人 is a unit, no header.

    >>> spellings("直接经济损失（万元）"), spellings("死亡人数（控制指标）")
    (('直接经济损失万元', '直接经济损失'), ('死亡人数控制指标',))
    """
    if _UNIT_ALONE.fullmatch(unicodedata.normalize("NFKC", text).strip("() ")):
        return ()
    ways = []
    for form in dict.fromkeys([text, unnumbered(text), unmarked(text)]):
        plain = simplified(unicodedata.normalize("NFKC", form).translate(_BRACKETS))
        whole = _ALL_IN_BRACKETS.fullmatch(plain)
        plain = (whole[1] or whole[2] or plain) if whole else plain
        ways += [plain, *_without_additions(plain)]
    return tuple(dict.fromkeys(key for key in map(spelling, ways) if key))


def unnumbered(text: str) -> str:
    """A header without the number before it.

    >>> unnumbered("3.直接经济损失"), unnumbered("①区"), unnumbered("一氧化碳")
    ('直接经济损失', '区', '一氧化碳')
    """
    return _NUMBERING.sub("", text, count=1)


def unmarked(text: str) -> str:
    """A header without the mark of a footnote behind it.

    >>> unmarked("直接经济损失（万元）①"), unmarked("①区")
    ('直接经济损失（万元）', '①区')
    """
    return _MARK_BEHIND.sub("", text)


def _without_additions(plain: str) -> list[str]:
    """A header without its brackets, unit and translation."""
    ways = []
    if not any(changes_meaning(part[1:-1]) for part in _BRACKETED.findall(plain)):
        ways.append(_BRACKETED.sub("", plain))
    head, _, unit = (ways or [plain])[0].partition("/")
    if unit.strip() in UNITS:
        ways.append(head)
    ways += [match["head"] for way in (plain, *ways) if (match := _UNIT_AT_END.fullmatch(way))]
    ways += [match["rest"] for way in (plain, *ways) if (match := _UNIT_BEFORE.fullmatch(way.strip()))]
    for way in (plain, *ways):
        if (match := _TWO_LANGUAGES.fullmatch(way.strip())) is None:
            continue
        if not changes_meaning(match["latin"] or match["latin2"]):
            ways.append(match["chinese"] or match["chinese2"])
    return ways


@lru_cache(maxsize=100_000)
def changes_meaning(words: str) -> bool:
    """Whether words in brackets, or over a header, make it another column: last year's, planned, a part.

    >>> changes_meaning("上年同期"), changes_meaning("其中：重伤"), changes_meaning("含重伤")
    (True, True, False)
    >>> changes_meaning("其中设备"), changes_meaning("万元/起"), changes_meaning("外包")
    (True, True, False)
    """
    qualifiers = _qualifiers()
    key = spelling(words)
    if not key or key.startswith(_INCLUDING) or key in _OF_WHICH:
        return False
    if key.startswith(_OF_WHICH) or _is_per_unit(words):
        return True
    return qualifiers.get(key) == "part" or any(w in key for w, m in qualifiers.items() if m == "other")


def additions(header: str) -> list[str]:
    """Words in the brackets of a header that are not known to leave its meaning as it is.

    >>> additions("死亡人数（外包）"), additions("死亡（人）"), additions("发生日期（年/月/日）")
    (['外包'], [], [])
    """
    plain = unicodedata.normalize("NFKC", header).translate(_BRACKETS)
    words = (w.strip() for part in _BRACKETED.findall(plain) for w in re.split("[,;]", part[1:-1]))
    return [w for w in words if not _leaves_meaning(w)]


def _is_per_unit(words: str) -> bool:
    """万元/起 is no sum of money but a ratio."""
    upper, slash, lower = unicodedata.normalize("NFKC", words).replace(" ", "").partition("/")
    return bool(slash) and {upper, lower} <= UNITS


def is_held(column: str, words: str) -> bool:
    """Whether words in brackets say that a column includes what it includes as a rule.

    >>> is_held("deaths", "含失踪、下落不明"), is_held("injuries", "含死亡"), is_held("deaths", "失踪")
    (True, False, False)
    """
    holding = _HOLDING.fullmatch(words.strip())
    return holding is not None and names_content(column, holding["rest"])


def names_content(column: str, words: str) -> bool:
    """Whether words are names of what a column holds as a rule: 县、市 of areas.

    >>> names_content("area", "县、市"), names_content("area", "填报单位")
    (True, False)
    """
    return all((column, spelling(part)) in _contents() for part in parted(words))


def parted(words: str) -> list[str]:
    """The words of a list in brackets: 一般/重大."""
    return _PARTED.split(words)


@cache
def _contents() -> frozenset[tuple[str, str]]:
    table = header_contents()
    return frozenset(zip(table["column"], map(spelling, table["word"])))


def _leaves_meaning(words: str) -> bool:
    """Whether words in brackets are a unit, or say how to fill the column in."""
    return _adds_nothing(words) or names_money(words) or bool(_SAYS_HOW.fullmatch(words.casefold()))


@cache
def _qualifiers() -> dict[str, str]:
    table = header_qualifiers()
    return dict(zip(map(spelling, table["word"]), table["meaning"]))


def _adds_nothing(words: str) -> bool:
    """Whether the lowest level of a header leaves its meaning to the level above: 死亡人数 > 合计."""
    return spelling(words) in _GENERIC or words in UNITS or _qualifiers().get(spelling(words)) == "same"


def is_early(words: str) -> bool:
    """Whether a level below a header says that its figure was reported first, and may have changed: 初报."""
    return _qualifiers().get(spelling(words)) == "early"


def _is_left_out(words: str) -> bool:
    """Whether a level beside a total names what the total holds and the column does not: 间接."""
    return _qualifiers().get(spelling(words)) == "beyond"


@lru_cache(maxsize=100_000)
def unit_in(text: str) -> str:
    """The unit that a header names in brackets or after a slash; empty where it names none.

    >>> unit_in("直接经济损失（万元）"), unit_in("损失/元"), unit_in("区（县）")
    ('万元', '元', '')
    """
    plain = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    ways = [part[1:-1] for part in _BRACKETED.findall(plain)] + plain.split("/")[1:]
    for way in ways:
        unit = re.sub(r"^单位[::]|\s", "", way).casefold()
        if unit in UNITS:
            return unit
    return ""


class Meaning(NamedTuple):
    """What a spelling means: a column, and how far it is trusted where several headers mean that column."""

    column: str
    rank: int = 0
    """0 for the spelling trusted most; the order of the lines in the header table."""
    is_last_resort: bool = False
    """Used only where no better header names the column."""
    header: str = ""
    """As a person writes it."""


Known = Mapping[str, Mapping[str, Meaning]]
"""Kind of ledger -> spelling of a header -> what it means."""


@lru_cache(maxsize=32)
def known_headers(own: tuple[tuple[str, str, str], ...] = ()) -> Known:
    """The header table (`reference.headers`) by kind and spelling; the first line of a spelling wins."""
    table = headers(own)
    known: dict[str, dict[str, Meaning]] = {kind: {} for kind in LEDGERS}
    of_ledgers = table[table["ledger"].isin(known)]
    columns = (of_ledgers[name] for name in ("ledger", "column", "header", "last_resort"))
    for rank, (kind, column, header, is_last) in enumerate(zip(*columns)):
        known[kind].setdefault(spelling(header), Meaning(column, rank, is_last, header))
        known[kind].setdefault(spelling(column), Meaning(column, rank, header=column))
    return known


Levels = tuple[str, ...]
"""A column's header from its top level down: ("伤亡情况", "死亡")."""


@dataclass(frozen=True)
class Header:
    """Rows `top` to `bottom` of a grid, and what they call each column."""

    top: int
    bottom: int
    paths: tuple[Levels, ...]

    def is_repeated(self, grid: Grid, top: int) -> bool:
        """Whether the rows from `top` hold the same texts as the header, as they do on each printed page."""
        return all(
            grid.rows.get(top + level, []) == grid.rows.get(self.top + level)
            for level in range(self.bottom - self.top + 1)
        )

    def meanings(self, spelled: Mapping[str, Meaning]) -> dict[int, Meaning]:
        """Index of a column in the grid -> what its header means, for every header that is known.

        A header of last resort means nothing where a better one names its column, nor does a total whose
        parts show that it holds more than the column does.
        """
        found = {index: meaning_of(path, spelled) for index, path in enumerate(self.paths)}
        known = {index: meaning for index, meaning in found.items() if meaning is not None}
        wider = [i for i in known if self._holds_more(i, known)]
        known = {index: meaning for index, meaning in known.items() if index not in wider}
        better = {meaning.column for meaning in known.values() if not meaning.is_last_resort}
        return {i: m for i, m in known.items() if not (m.is_last_resort and m.column in better)}

    def _holds_more(self, index: int, known: Mapping[int, Meaning]) -> bool:
        """Whether a column is the total of a group of which another part is the ledger's column: 损失 > 合计
        beside 直接, or beside 间接.
        """
        path = self.paths[index]
        group = path[:-1] if len(path) > 1 and _adds_nothing(path[-1]) else path
        for other, part in enumerate(self.paths):
            if len(part) != len(group) + 1 or part[:-1] != group:
                continue
            is_own_word = not _adds_nothing(part[-1]) and not is_early(part[-1])
            is_column = other in known and known[other].column == known[index].column
            if is_own_word and (is_column or _is_left_out(part[-1])):
                return True
        return False

    def columns(self, spelled: Mapping[str, Meaning]) -> dict[int, str]:
        """Index of a column in the grid -> ledger column, for every header that is known."""
        return {index: meaning.column for index, meaning in self.meanings(spelled).items()}

    def fitting(self, known: Known) -> dict[str, set[str]]:
        """Every kind whose needed columns are there -> the columns recognised; at least two of them."""
        fits = {}
        for kind, spelled in known.items():
            columns = set(self.columns(spelled).values())
            if len(columns) > 1 and columns.issuperset(LEDGERS[kind].needed):
                fits[kind] = columns
        return fits


def meaning_of(path: Levels, spelled: Mapping[str, Meaning]) -> Meaning | None:
    """What a header path means: its levels joined, the last ones, the last, or the last before the one above;
    as a last resort, without 其中 before the last.

    Upper levels are left out only where they say nothing else of the column.

    >>> spelled = {"死亡": Meaning("deaths"), "直接损失": Meaning("direct_loss_yuan")}
    >>> meaning_of(("伤亡情况", "死亡"), spelled).column, meaning_of(("上年", "死亡"), spelled)
    ('deaths', None)
    >>> meaning_of(("损失", "其中：直接"), spelled).column
    'direct_loss_yuan'
    >>> meaning_of(("其中：死亡",), spelled).is_last_resort
    True
    """
    for start in range(len(path)):
        if start and changes_meaning(path[start - 1]):
            return None
        for key in spellings("".join(path[start:])):
            if key in spelled:
                return spelled[key]
    part = _PART_OF.sub("", path[-1]) if path else ""
    if len(path) > 1:
        if _adds_nothing(path[-1]) or is_early(path[-1]):
            return meaning_of(path[:-1], spelled)
        for key in spellings(f"{part}{path[-2]}"):
            if key in spelled:
                return spelled[key]
    # 其中：死亡 behind 伤亡人数 is all of the dead, but beside 死亡人数 some of them.
    meaning = meaning_of((*path[:-1], part), spelled) if path and part not in ("", path[-1]) else None
    return meaning and meaning._replace(is_last_resort=True)


def header_paths(grid: Grid, top: int, bottom: int) -> tuple[Levels, ...]:
    """Each column's header between rows `top` and `bottom`, merged and group cells spread over columns."""
    levels = [list(grid.rows.get(number, [])) for number in range(top, bottom + 1)]
    width = max((len(level) for level in levels), default=0)
    for level in levels:
        level.extend([None] * (width - len(level)))
    merged_rows = _spread_merges(grid, levels, top, width)
    for depth, level in enumerate(levels[:-1]):
        if top + depth not in merged_rows:
            _spread_groups(level, levels[depth + 1 :])
    paths = []
    for cells in zip(*levels):
        texts = [_one_line(cell) for cell in cells if cell is not None and not is_blank(cell)]
        paths.append(tuple(t for i, t in enumerate(texts) if i == 0 or t != texts[i - 1]))
    return name_unit_columns(grid, bottom, name_parted_days(paths), UNITS)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _spread_merges(grid: Grid, levels: list[list[str | None]], top: int, width: int) -> set[int]:
    """Write each merged cell's text into all its columns; returns the rows that have merges to the right."""
    rows = set()
    for merge in grid.merges:
        if merge.top < top or merge.top >= top + len(levels):
            continue
        level = levels[merge.top - top]
        if merge.left < width:
            level[merge.left : min(merge.right + 1, width)] = [level[merge.left]] * (
                min(merge.right + 1, width) - merge.left
            )
        if merge.right > merge.left:
            rows.add(merge.top)
    return rows


def _spread_groups(level: list[str | None], below: list[list[str | None]]) -> None:
    """Spread a group's name over the blanks to its right that have a name of their own below (CSV)."""
    group = None
    for index, cell in enumerate(level):
        if not is_blank(cell):
            group = cell
        elif all(is_blank(lower[index]) for lower in below):
            group = None
        else:
            level[index] = group


def find_header(grid: Grid, known: Known) -> Header | None:
    """The header that names the needed columns of a kind, and most columns in all; None where no row does."""
    spelled = {key for columns in known.values() for key in columns}
    named = {number for number, cells in _first(grid) if _hits(cells, spelled)}
    # Most rows are records: only those with a known word at one of the levels are worth a closer look.
    tops = [top for top, _ in _first(grid) if not named.isdisjoint(range(top, top + MOST_LEVELS))]
    found = [header for top in tops if (header := header_at(grid, top, known)) is not None]
    if not found:
        return None
    best = _fullest(found, known)
    # A table above it may have fewer columns: its records are read under its own header.
    above = [header for header in found if _has_records(grid, header, best, known)]
    first = min((header.bottom for header in above), default=best.bottom)
    return _fullest([header for header in above if header.bottom == first] or [best], known)


def _fullest(headers: Iterable[Header], known: Known) -> Header:
    """The header that names most columns; of two that name the same the lower one, as the other has a title
    for its top level.
    """
    return max(
        headers,
        key=lambda header: (
            max(map(len, header.fitting(known).values()), default=0),
            header.top - header.bottom,
        ),
    )


def _has_records(grid: Grid, header: Header, best: Header, known: Known) -> bool:
    """Whether a header above the best one names most of its columns, and has a record of its own below."""
    if header.bottom >= best.top:
        return False
    fits = best.fitting(known)
    kind = max(fits, key=lambda name: len(fits[name]))
    columns = header.fitting(known).get(kind, set())
    if len(columns & fits[kind]) * 2 <= len(fits[kind]):
        return False
    between = (row for number, row in grid.rows.items() if header.bottom < number < best.top)
    return any(is_record_under(header, row, kind, known[kind]) for row in between)


def is_record_under(header: Header, row: Row, kind: str, spelled: Mapping[str, Meaning]) -> bool:
    """Whether a row fills the columns of a header as a record does: half of them, the needed ones, days with
    figures.
    """
    filled = {i for i, cell in enumerate(row) if not is_blank(cell)}
    headed = {i for i, path in enumerate(header.paths) if path}
    if len(filled & headed) < max(3, (len(headed) + 1) // 2):
        return False
    ledger = LEDGERS[kind]
    needed = {i: column for i, column in header.columns(spelled).items() if column in ledger.needed}
    days = [i for i, column in needed.items() if ledger.column(column).kind == "date"]
    numbered = {i for i in filled if any(sign.isdigit() for sign in row[i] or "")}
    return bool(numbered) and filled >= needed.keys() and numbered.issuperset(days)


def header_at(grid: Grid, top: int, known: Known) -> Header | None:
    """The header that starts in row `top`, over as few levels as name most columns; None without one."""
    best, most = None, 0
    for bottom in range(top, top + MOST_LEVELS):
        header = Header(top, bottom, header_paths(grid, top, bottom))
        recognised = max(map(len, header.fitting(known).values()), default=0)
        if recognised > most:
            best, most = header, recognised
    if best is None:
        return None
    bottom = _true_bottom(grid, best)
    return Header(top, bottom, header_paths(grid, top, bottom))


def _true_bottom(grid: Grid, header: Header) -> int:
    """The last row of the header: merges may reach further down, and a group's parts be all unknown."""
    bottom = max([header.bottom, *(m.bottom for m in grid.merges if header.top <= m.top <= header.bottom)])
    bottom = min(bottom, header.top + MOST_LEVELS - 1)
    upper, lower = grid.rows.get(bottom, []), grid.rows.get(bottom + 1, [])
    parts = [i for i, cell in enumerate(lower) if not is_blank(cell)]
    named = [i for i, cell in enumerate(upper) if not is_blank(cell)]
    in_group = parts and min(parts) > 0 and any(i not in named for i in parts)
    # Parts of a group stand under blanks or under the group's own name, never under most of the headers.
    if in_group and len([i for i in parts if i in named]) * 2 <= len(parts) and len(named) > 1:
        return bottom + 1
    return bottom


def best_named_row(grid: Grid, known: Known) -> tuple[int, list[str]]:
    """The row that looks most like a header, and its texts: what a message can quote where none was found."""
    spelled = {key for columns in known.values() for key in columns}
    rows = [(n, [c for c in cells if c is not None and not is_blank(c)]) for n, cells in _first(grid)]
    if not rows:
        return 0, []
    return max(rows, key=lambda row: (_hits(row[1], spelled), len(row[1])))


def _first(grid: Grid) -> Iterator[tuple[int, list[str | None]]]:
    return ((number, grid.rows[number]) for number in list(grid.rows)[:HEADER_SEARCH_ROWS])


def _hits(cells: Iterable[str | None], spelled: set[str]) -> int:
    return sum(cell is not None and not spelled.isdisjoint(spellings(cell)) for cell in cells)
