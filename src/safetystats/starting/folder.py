"""The folder of a new project: settings, areas, empty ledgers, and what to do next."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path

from ..errors import WrongUse
from ..lab import first_parameters, folder_for
from ..locale import say
from ..locale.wording import ledger_text
from ..project import Project
from ..provisional import ORDER_493
from ..schema import LEDGERS
from ..writing import write_whole
from .districts import City
from .templates import template

RAW = Path("data") / "raw"
"""Where the sheets go; `clean`, `brief` and the rest look for ledgers beside it by themselves."""

COPIES = Path("explore")
"""The notebooks, where the command of that name opens them and brings their first cells up to date."""


def start_project(folder: Path, city: City, *, language: str = "zh") -> list[Path]:
    """Write the folder of a new project.

    Parameters
    ----------
    folder
        Where to; made if it is missing.
    city
        Whose it is (`districts`).
    language
        ``zh`` or ``en``: of the notes, of the empty ledgers, and of what the project writes by default.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    WrongUse
        If the folder holds a project already: nothing is ever overwritten.
    """
    if (folder / "project.toml").exists():
        raise WrongUse(
            f"'{folder}' holds a project already. Name another folder, or change its project.toml."
        )
    files: dict[Path, str | bytes] = {
        Path("project.toml"): settings_text(city, language),
        Path("areas.csv"): areas_text(city),
        Path("area_aliases.csv"): "alias,area,why\n",
        Path("residents.csv"): "area,year,residents,source,source_en\n",
        Path("sectors.csv"): "sector,sector_en,aliases\n",
        Path("README.md"): next_steps(city, language),
    }
    names = [area.name for area in city.areas]
    for ledger in LEDGERS.values():
        files[RAW / f"{ledger_text(ledger.name, language)}.xlsx"] = template(ledger, names, language)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str) and name.suffix == ".csv":
            # Excel takes a CSV for UTF-8 only by its mark.
            content = "\ufeff" + content
        write_whole(path, content)
    project = Project.load(folder / "project.toml")
    notebooks, _ = folder_for(
        first_parameters(project, folder / "data" / "ledger", None, language), folder / COPIES
    )
    return [*(folder / name for name in files), *sorted(notebooks.glob("*.ipynb"))]


def settings_text(city: City, language: str) -> str:
    """`project.toml`, each setting with what it means."""
    remarks = (
        say("Settings of this project; lines with # in front are remarks.", language),
        say("What a share is a share of unless another basis is asked for.", language),
        say("How many calendar years a briefing looks at, the last one being that of its day.", language),
        say("For whom sheets are cleaned: internal, upward (persons masked) or public.", language),
        say("Headers of your own sheets that are not known yet:", language),
        say("Your own Word document that briefings are written into:", language),
        say(
            "Days after an accident in which its casualties are brought up to date, if not those of Order "
            "493; categories with days of their own:",
            language,
        ),
    )
    settings, basis, years, audience, headers, documents, reporting = (f"# {remark}" for remark in remarks)
    lines = [
        settings,
        f"city = {_quoted(city.name)}",
        f"city_en = {_quoted(city.english)}",
        f"code = {_quoted(city.code)}",
        f"language = {_quoted(language)}",
        basis,
        'basis = "no_road"',
        years,
        "years = 3",
        audience,
        'audience = "upward"',
        'areas = "areas.csv"',
        'aliases = "area_aliases.csv"',
        'residents = "residents.csv"',
        'sectors = "sectors.csv"',
        headers,
        "# [headers.accidents]",
        '# "伤亡区" = "area"',
        documents,
        "# [documents]",
        '# template = "office.docx"',
        reporting,
        "# [reporting]",
        f"# days = {ORDER_493.days}",
        "# [reporting.days_of]",
        *(f"# {_quoted(name)} = {days}" for name, days in ORDER_493.of_categories.items()),
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def areas_text(city: City) -> str:
    """`areas.csv`: one line an area, on a map of tiles in rows of six."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(
        ("code", "area", "area_en", "slug", "valid_from", "valid_to", "became", "tile_row", "tile_column")
    )
    for index, area in enumerate(city.areas):
        row, column = divmod(index, 6)
        lines.writerow((area.code, area.name, area.english, area.slug, "", "", "", row + 1, column + 1))
    return text.getvalue()


def next_steps(city: City, language: str) -> str:
    """`README.md`: the three steps to the first briefing."""
    return "\n\n".join(_paragraphs(city, language)) + "\n"


def _paragraphs(city: City, language: str) -> Iterable[str]:
    yield "# " + say(
        "Accidents and hazards: {city}", language, city=city.name if language == "zh" else city.english
    )
    yield say(
        "Put your sheets into `data/raw`: as they are (Excel, CSV, with titles, totals and notes), or filled "
        "into the empty ledgers that lie there. Then, in this folder:",
        language,
    )
    yield "```\nsafetystats clean data/raw\nsafetystats brief --all --as-of 2026-06-30\n```"
    yield say(
        "The first writes clean ledgers into `data/ledger`, with `findings.xlsx` (whatever was changed or "
        "doubted, cell by cell) and `quarantine.csv` (rows that could not be used). The second writes a "
        "briefing for each area into `reports`, and a page of the whole city.",
        language,
    )
    yield say(
        "`areas.csv` lists the areas: correct it where it is wrong (the table of codes may be some years "
        "old), and add development zones that report by themselves. Other names of an area go into "
        "`area_aliases.csv`, its residents into `residents.csv` (without them there are no rates), sectors "
        "of your own division into `sectors.csv` (the usual ones are known). "
        "Settings stand in `project.toml`, which every command in this folder reads.",
        language,
    )
