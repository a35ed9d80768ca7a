"""Which rows say of themselves that they are examples of how to fill in a form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache

from ..schema import SOURCE, Ledger
from ..signs import visible
from .grid import Row

EXAMPLE = re.compile(
    r"(?:示例|样例|范例|填写示例|填报示例|举例|例)(?:[:：\-_].*|[0-9]*|数据|行)?|例[一二三四五六七八九十]|例如(?:[:：].*)?"
    r"|(?:示例|样例|范例|测试|例)(?:有限|责任)*(?:公司|单位|企业)[0-9]*|[a-z]{1,4}[-_](?:示例|样例|测试)[0-9]*"
    r"|(?:example|sample)[-_:]?(?:[0-9]*|co\.?(?:,?ltd)?|company|row)"
)
EXAMPLE_NAME = re.compile(r"样表|模板|测试[0-9]*|test[-_]?[0-9]*|e\.g")
"""Examples where a number or an enterprise stands; in another column 模板 is formwork."""
HINT_OF_EXAMPLE, HINT_OF_EXAMPLE_NAME = "例|测试|example|sample", r"样表|模板|测试|test|e\.g"
"""What the texts hold that these may match."""
AROUND = '()[]【】<>《》“”"。.!;；'
"""Signs around the words that are compared."""


def naming_columns(ledger: Ledger) -> list[str]:
    """The columns of a ledger that name a record: its number and its enterprise."""
    return [name for name in (ledger.key, "enterprise") if name in ledger.names]


def numbering_column(columns: Iterable[str], ledger: Ledger) -> str | None:
    """The column of a table that stands for its running numbers: the first that the ledger does not know.

    >>> from ..schema import ACCIDENTS
    >>> numbering_column(["reported_by", "序号", "area"], ACCIDENTS), numbering_column(["area"], ACCIDENTS)
    ('序号', None)
    """
    return next((name for name in columns if name not in (*ledger.names, *SOURCE)), None)


def is_example(row: Row, numbering: Collection[int], naming: Collection[int]) -> bool:
    """Whether a row calls itself an example where its number stands, or in a cell that names it.

    >>> is_example(["例：", "平谷区", "1"], numbering=[0], naming=[])
    True
    >>> is_example(["1", "模板", "1"], numbering=[0], naming=[]), is_example(["模板", "1"], [], naming=[0])
    (False, True)
    """
    return any(_says_example(row[i] or "", i in naming) for i in (*numbering, *naming) if i < len(row))


@lru_cache(maxsize=1 << 12)
def _says_example(cell: str, is_name: bool) -> bool:
    plain = "".join(unicodedata.normalize("NFKC", visible(cell)).split()).casefold().strip(AROUND)
    return bool(EXAMPLE.fullmatch(plain) or (is_name and EXAMPLE_NAME.fullmatch(plain)))
