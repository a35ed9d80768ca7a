"""Made sheets of hazards, each record with a number of its own, for tests of many files."""

from __future__ import annotations

import random
from pathlib import Path

HEADER = "编号,发现日期,区,隐患描述,整改期限,销账日期,状态"


def hazards(numbers: range, *, seed: int = 1) -> list[str]:
    """Made lines of a hazard ledger, each with a number of its own."""
    chance = random.Random(seed)
    lines = []
    for number in numbers:
        day, area = chance.randrange(1, 28), chance.choice(["平谷区", "海淀", "门头沟区", "朝阳区"])
        closed = f"2020年3月{day + 2}日" if chance.random() < 0.8 else ""
        what = chance.choice(["电线老化", "通道堵塞, 未清", '"三号楼"护栏松动'])
        cell = '"' + what.replace('"', '""') + '"'
        status = "已销账" if closed else "整改中"
        lines.append(f"YH-2020{number:05},2020-03-{day:02},{area},{cell},2020.3.{day + 1},{closed},{status}")
    return lines


def write(path: Path, lines: list[str], *, encoding: str = "gb18030", title: str = "") -> Path:
    """Write lines under their header, and that under a title where there is one."""
    above = [title, HEADER] if title else [HEADER]
    path.write_text("\n".join([*above, *lines]) + "\n", encoding=encoding)
    return path
