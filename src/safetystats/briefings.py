"""Area and day -> a briefing: executed notebook, page, charts and manifest in a folder of its own."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import __version__
from .ahead import TextAhead
from .documents.content import Block, Chart, Cover, content_of
from .errors import UnknownName, WrongUse
from .ledgers import Ledgers
from .locale import label, say
from .locale.formats import day_text
from .project import Project
from .reference import area_row, areas, current_areas, provinces
from .runs import EngineName, notebook_named, notebook_text, run_notebook
from .scope import CountedScope, Scope, TotalsScope
from .sheets.files import list_files
from .shipped import shipped
from .writing import digest_of, shipped_files, write_whole

if TYPE_CHECKING:
    import pandas as pd

    from .engine import OnCell

DISTRICT_BRIEFING = "06_district_briefing"
SUPERVISION_REPORT = "07_supervision_report"
TOTALS_BRIEFING = "09_published_totals"
CUBE_BRIEFING = "10_from_a_cube"
VERSIONS_TOLD = (
    "numpy", "pandas", "scipy", "statsmodels", "matplotlib", "python-docx", "typst", "xlsxwriter",
)  # fmt: skip

FORMATS = ("html", "docx", "pdf", "xlsx")
"""What a briefing is written as, by the ending of its file; the first is what an index leads to."""


@dataclass(frozen=True)
class Task:
    """One briefing to write: a notebook, its parameters, what its cover says, and where its files go."""

    notebook: str
    parameters: dict[str, str]
    cover: Cover
    font: str | TextAhead
    """The CJK font that its page brings along, as base64 WOFF; `str` of it waits until it is cut."""
    folder: Path
    inputs: str
    """Digest of the data that the briefing is made from."""
    name: str = "briefing"
    """What its files are called."""
    engine: EngineName = "warm"
    template: bytes | None = field(default=None, repr=False)
    """The office's own Word document that the briefing is written into."""
    formats: tuple[str, ...] = FORMATS

    @property
    def area(self) -> str:
        """The area it is about."""
        return self.parameters["area"]

    @property
    def language(self) -> str:
        """The language it is written in."""
        return self.cover.language

    @property
    def key(self) -> str:
        """All that can change the briefing; an equal key needs no second run."""
        told = json.dumps(self.parameters, ensure_ascii=False, sort_keys=True)
        return f"{self.inputs} {code_digest()} {self.engine} {json.dumps(_versions())} {told}"

    @property
    def manifest(self) -> Path:
        """What the briefing was made from; where it stands, every other file is there."""
        return self.file("json", name="manifest")

    def file(self, ending: str, name: str = "") -> Path:
        """A file of this briefing; Chinese files have plain names, those of another language say so."""
        return self.folder / f"{name or self.name}{_of(self.language)}.{ending}"

    @property
    def documents(self) -> list[Path]:
        """The files that are asked for, one a format."""
        return [self.file(ending) for ending in self.formats]


def _of(language: str) -> str:
    """What the name of a file says of its language."""
    return "" if language == "zh" else f".{language}"


def formats_named(names: str) -> tuple[str, ...]:
    """The formats of a list such as ``html,docx``, or ``all``, in the order of `FORMATS`.

    >>> formats_named("pdf, html")
    ('html', 'pdf')
    """
    if names.strip() == "all":
        return FORMATS
    asked = [name.strip() for name in names.split(",") if name.strip()]
    for name in asked:
        if name not in FORMATS:
            raise UnknownName("format", name, FORMATS)
    if not asked:
        raise WrongUse(f"Name one format or more, separated by commas, or all: {', '.join(FORMATS)}.")
    return tuple(one for one in FORMATS if one in asked)


def area_documents(scope: CountedScope | TotalsScope, area: str, folder: Path) -> list[Path]:
    """The files of an area's briefing that are there below `folder`, in the language of `scope`."""
    own = folder / folder_name(scope, area)
    paths = [own / f"briefing{_of(scope.language)}.{ending}" for ending in FORMATS]
    return [path for path in paths if path.exists()]


def area_inputs(scope: CountedScope | TotalsScope, area: str, folder: Path) -> str:
    """Digest of the data behind an area's briefing below `folder`; empty where a run did not finish it."""
    manifest = folder / folder_name(scope, area) / f"manifest{_of(scope.language)}.json"
    return str(_made(manifest).get("inputs", ""))


def district_task(
    scope: CountedScope,
    folder: Path,
    *,
    font: str | TextAhead,
    engine: EngineName = "warm",
    formats: tuple[str, ...] = FORMATS,
) -> Task:
    """The briefing of one district, to be written to a folder of its own below `folder`."""
    return Task(
        notebook=DISTRICT_BRIEFING if isinstance(scope, Scope) else CUBE_BRIEFING,
        parameters=scope.parameters,
        cover=_ledger_cover(scope),
        font=font,
        folder=folder / folder_name(scope, scope.area),
        inputs=digest_of_inputs(scope),
        engine=engine,
        template=_template(scope.project),
        formats=formats,
    )


def digest_of_inputs(scope: CountedScope, *others: Path) -> str:
    """Digest of what a briefing is made from: ledgers or cube, and the files of a city's own project."""
    return digest_of([scope.source, *_files_of(scope.project), *others])


def digest_of_totals(scope: TotalsScope) -> str:
    """Digest of what a table-only briefing is made from: tables, and the files of a city's own project."""
    return digest_of([*list_files(scope.path), *_files_of(scope.project)])


def _files_of(project: Project) -> list[Path]:
    """Settings, lists and template of a city's own project."""
    own = [Path(project.file), *project.lists] if project.file else []
    return [*own, project.template] if project.template else own


def _template(project: Project) -> bytes | None:
    """The office's template, looked at before anything runs."""
    if not project.template:
        return None
    from .documents.paper import require_template

    return require_template(project.template)


def totals_task(
    scope: TotalsScope,
    folder: Path,
    *,
    font: str | TextAhead,
    engine: EngineName = "warm",
    formats: tuple[str, ...] = FORMATS,
) -> Task:
    """The briefing of an area that has no ledger but stands in published tables."""
    language = scope.language
    cover = Cover(
        title=say("{area}: briefing from published tables", language, area=label(scope.area, language)),
        subtitle=say("As of {day}", language, day=day_text(scope.as_of, language)),
        footer=footer_text(language),
        language=language,
        as_of=scope.as_of,
    )
    return Task(
        notebook=TOTALS_BRIEFING,
        parameters=scope.parameters,
        cover=cover,
        font=font,
        folder=folder / folder_name(scope, scope.area),
        inputs=digest_of_totals(scope),
        engine=engine,
        template=_template(scope.project),
        formats=formats,
    )


def audit_task(
    scope: Scope,
    letter: Path | None,
    folder: Path,
    *,
    font: str | TextAhead,
    engine: EngineName = "warm",
    formats: tuple[str, ...] = FORMATS,
) -> Task:
    """The report that holds a letter's figures against the ledgers; the shipped figures without a letter."""
    language = scope.language
    return Task(
        notebook=SUPERVISION_REPORT,
        parameters={**scope.parameters, "letter": str(letter or "")},
        cover=replace(
            _ledger_cover(scope),
            title=say("{area}: supervision report", language, area=label(scope.area, language)),
        ),
        font=font,
        folder=folder,
        inputs=digest_of_inputs(scope, *([letter] if letter else [])),
        name="audit",
        engine=engine,
        template=_template(scope.project),
        formats=formats,
    )


def folder_name(scope: CountedScope | TotalsScope, area: str) -> str:
    """What the folder of an area's briefing is called.

    One from published tables lies beside that from ledgers, or is a province's own; any other area's is its
    name without what could lead out of the folder it is put into.
    """
    if not isinstance(scope, TotalsScope):
        return area_row(scope.project, area)["slug"]
    slugs = dict(zip(provinces()["area"], provinces()["slug"]))
    if slug := slugs.get(area):
        return slug
    if area in current_areas(scope.project):
        return f"{area_row(scope.project, area)['slug']}-totals"
    return re.sub(r"[^\w-]+", "-", area).strip("-") or "area"


def _ledger_cover(scope: CountedScope) -> Cover:
    language = scope.language
    return Cover(
        title=say("{area}: work safety briefing", language, area=label(scope.area, language)),
        subtitle=say("As of {day}", language, day=day_text(scope.as_of, language)),
        footer=footer_text(language),
        language=language,
        as_of=scope.as_of,
        notice=scope.notice(language),
    )


def footer_text(language: str) -> str:
    """The last line of every page."""
    return say(
        "safetystats {version}. The manifest beside this page names what it was made from.",
        language,
        version=__version__,
    )


def write_briefing(task: Task, *, on_cell: OnCell | None = None) -> Path:
    """Run the notebook of one task and write its files; return the first one.

    `on_cell` is called as each cell of the notebook starts and ends.

    Raises
    ------
    NotebookFailed
        If a cell raised; the files of an earlier run stay as they were.
    """
    path = notebook_named(task.notebook)
    notebook = run_notebook(path, task.parameters, engine=task.engine, on_cell=on_cell)
    # Gone before the first file is replaced: a run that is killed here leaves no files that it vouches for.
    task.manifest.unlink(missing_ok=True)
    content = content_of(notebook, task.language)
    documents = {ending: _WRITERS[ending][1](task, content) for ending in task.formats}
    write_whole(task.file("ipynb"), notebook_text(notebook))
    _write_charts(task, [block.png for block in content if isinstance(block, Chart)])
    for ending in FORMATS:
        if ending in documents:
            write_whole(task.file(ending), documents[ending])
        else:
            # Left from an earlier run, it would tell other figures than the rest.
            task.file(ending).unlink(missing_ok=True)
    # The manifest comes last: where it stands, all the rest is there.
    write_whole(task.manifest, _manifest(task))
    return task.documents[0]


def _write_charts(task: Task, charts: Sequence[bytes]) -> None:
    """Write the charts by their numbers; those of an earlier run with more of them are removed."""
    written = [task.file("png", name=f"figures/{number:02d}") for number in range(1, len(charts) + 1)]
    for path, chart in zip(written, charts):
        write_whole(path, chart)
    own = re.compile(rf"\d+{re.escape(_of(task.language))}\.png")
    for path in (task.folder / "figures").glob("*.png"):
        if own.fullmatch(path.name) and path not in written:
            path.unlink()


def _html(task: Task, content: tuple[Block, ...]) -> str:
    from .documents.html import page_html

    return page_html(task.cover, content, font=str(task.font))


def _docx(task: Task, content: tuple[Block, ...]) -> bytes:
    from .documents.word import document_docx

    return document_docx(task.cover, content, template=task.template)


def _pdf(task: Task, content: tuple[Block, ...]) -> bytes:
    from .documents.pdf import document_pdf

    return document_pdf(task.cover, content)


def _xlsx(task: Task, content: tuple[Block, ...]) -> bytes:
    from .documents.workbook import briefing_book

    return briefing_book(task.cover, content)


# A writer imports its room where it writes: a run in which nothing has changed needs none of them.
_WRITERS: dict[str, tuple[str, Callable[[Task, tuple[Block, ...]], bytes | str]]] = {
    "html": ("html", _html),
    "docx": ("word", _docx),
    "pdf": ("pdf", _pdf),
    "xlsx": ("workbook", _xlsx),
}
"""The room of `documents` that each of `FORMATS` needs, and what writes it there."""


def import_writers(formats: Iterable[str]) -> None:
    """Import what writes these formats: once, for all processes that are forked from this one."""
    for ending in formats:
        room, _ = _WRITERS[ending]
        import_module(f"{__package__}.documents.{room}")


def is_current(task: Task) -> bool:
    """Whether the files asked for are on disk, made from the same inputs."""
    made = _made(task.manifest)
    written = made.get("files", [])
    return made.get("key") == task.key and all(
        path.name in written and path.exists() for path in task.documents
    )


def _made(manifest: Path) -> dict[str, Any]:
    """What a manifest says; nothing where it is not there or cannot be read."""
    try:
        made = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return made if isinstance(made, dict) else {}


def _manifest(task: Task) -> str:
    made_from = {
        "key": task.key,
        "inputs": task.inputs,
        "notebook": task.notebook,
        "parameters": task.parameters,
        "notice": task.cover.notice,
        "files": [path.name for path in task.documents],
        "versions": _versions(),
    }
    return json.dumps(made_from, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


@cache
def _versions() -> dict[str, str]:
    packages = {name: version(name) for name in VERSIONS_TOLD}
    return {"safetystats": __version__, "python": platform.python_version(), **packages}


@cache
def code_digest() -> str:
    """Digest of everything shipped that can change a briefing: code, catalogue, notebooks, reference data."""
    files = shipped_files(".py", ".html", ".js", ".po", ".typ")
    return digest_of(sorted((*files, *shipped("notebooks").glob("*.ipynb"))))


_OF_ALL_CITIES = "divisions.csv"
"""Names of places by which letters are read; what a page prints of them stands in what it is made of."""


def characters_of(
    ledgers: Ledgers | None = None, *, project: Project | None = None, tables: Iterable[pd.DataFrame] = ()
) -> set[str]:
    """Every character a page may print: of notebooks, catalogue, reference data and ledgers.

    Parameters
    ----------
    project
        Its city and areas are printed too, of which no ledger need hold a row.
    tables
        Whatever else is printed: published totals, the claims of a letter.
    """
    texts = (
        *shipped("notebooks").glob("*.ipynb"),
        *(path for path in shipped("data", "reference").glob("*.csv") if path.name != _OF_ALL_CITIES),
        *Path(__file__).parent.glob("locale/**/*.p[oy]"),
    )
    # The blank of Chinese width stands between the number of a caption and its text.
    found = set("\u3000").union(*(path.read_text(encoding="utf-8") for path in texts))
    frames = list(tables)
    if ledgers:
        found |= set(ledgers.manifest["notice"])
        frames += ledgers.by_name().values()
    if project:
        found |= {*project.city, *project.city_en}
        frames.append(areas(project))
    return found.union(*map(_characters_in, frames))


def _characters_in(frame: pd.DataFrame) -> set[str]:
    texts = frame.select_dtypes(include=["str", "object"])
    return set().union(*(set("".join(map(str, texts[name].dropna().unique()))) for name in texts))
