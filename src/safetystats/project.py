"""`project.toml`: which city, which areas, and what a share's whole is."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .errors import UnknownName, WrongUse
from .schema import LEDGERS, Audience
from .shipped import settings_as_text, shipped

_SHIPPED = shipped("data", "reference", "project.toml")


class Documents(BaseModel):
    """How documents are made: ``[documents]`` in `project.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    template: str = ""
    """The office's own .docx, beside `project.toml`, that briefings are written into."""


class Reporting(BaseModel):
    """How long casualties are brought up to date after an accident: ``[reporting]`` in `project.toml`.

    State Council Order 493 (2007), article 13, where the office does not say otherwise.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    days: int = Field(default=30, ge=1, le=366)
    days_of: dict[str, Annotated[int, Field(ge=1, le=366)]] = {}
    """Those of the categories that have days of their own; fire and road traffic have seven."""

    @property
    def of_categories(self) -> dict[str, int]:
        """Every category with other days than the rest, and how many."""
        return {name: days for name, days in (SHORTER | self.days_of).items() if days != self.days}


SHORTER = dict.fromkeys(("道路运输", "生产经营性火灾", "火灾"), 7)
"""Days of the categories for which Order 493 has fewer."""


class Project(BaseModel):
    """A city's own settings. Unknown keys and wrong types are refused by name.

    `areas`, `aliases`, `residents` and `sectors` are CSV files beside `project.toml`, the last two optional;
    `headers` adds spellings the office uses:
    ``{"accidents": {"伤亡区": "area"}}``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    city: str
    city_en: str
    code: str
    language: Literal["zh", "en"] = "zh"
    basis: str = "no_road"
    areas: str = "areas.csv"
    aliases: str = "area_aliases.csv"
    residents: str = "residents.csv"
    sectors: str = "sectors.csv"
    audience: Audience = "upward"
    """For whom ledgers are cleaned unless another audience is asked for."""
    years: int = Field(default=3, ge=1, le=50)
    """How many calendar years a briefing looks at, the last one being that of its day."""
    headers: dict[str, dict[str, str]] = {}
    documents: Documents = Documents()
    reporting: Reporting = Reporting()
    file: str = ""
    """Where the settings stand; empty for the shipped ones."""

    @property
    def lists(self) -> list[Path]:
        """The files of a city's own lists; none of the shipped project, whose lists are reference data."""
        if not self.file:
            return []
        optional = [self.path(name) for name in (self.residents, self.sectors)]
        return [self.path(self.areas), self.path(self.aliases), *(path for path in optional if path.exists())]

    def path(self, name: str) -> Path:
        """A file named in the project, beside its `project.toml`."""
        return Path(self.file or _SHIPPED).parent / name

    @property
    def own_headers(self) -> tuple[tuple[str, str, str], ...]:
        """The office's own spellings: each with its ledger, the header and the column that it means."""
        return tuple(
            (ledger, header, column)
            for ledger, spellings in self.headers.items()
            for header, column in spellings.items()
        )

    @property
    def template(self) -> Path | None:
        """The office's own Word document, if it has one."""
        return self.path(self.documents.template) if self.documents.template else None

    @classmethod
    def load(cls, path: Path | str | None = None) -> Project:
        """Read a `project.toml`, or that of a folder; without a path, the shipped Beijing project.

        Raises
        ------
        WrongUse
            If the file is missing, may not be read, is no TOML, holds a key or type that is not known, gives
            a header a meaning that is no column, days of reporting to no category, or names a template or a
            list that is not there.
        InputRejected
            If the file is no text.

        Examples
        --------
        >>> Project.load().city
        '北京市'
        """
        path = Path(path) if path else None
        if path and path.is_dir():
            path = path / "project.toml"
        path, told = (path, str(path)) if path else (_SHIPPED, "")
        try:
            loaded = cls(**tomllib.loads(settings_as_text(path)), file=told)
        except FileNotFoundError as error:
            raise WrongUse(f"There is no project file '{path}'. Leave --project out for Beijing.") from error
        except PermissionError as error:
            raise WrongUse(
                f"'{path}' may not be read. Ask who keeps this computer for the right to read it."
            ) from error
        except tomllib.TOMLDecodeError as error:
            raise WrongUse(f"'{path}' is not valid TOML: {error}.") from error
        except ValidationError as error:
            raise _first_problem(path, error) from error
        _require_known_columns(path, loaded.headers)
        _require_known_categories(path, loaded.reporting)
        areas = loaded.path(loaded.areas)
        if "areas" in loaded.model_fields_set and not areas.is_file():
            raise WrongUse(
                f"'{path}': areas names '{loaded.areas}', and there is no file '{areas}'. Put the list "
                "there, or correct the name."
            )
        for name in loaded.model_fields_set & {"residents", "sectors"}:
            place = loaded.path(getattr(loaded, name))
            if not place.is_file():
                raise WrongUse(
                    f"'{path}': {name} names '{getattr(loaded, name)}', and there is no file '{place}'. Put "
                    "the list there, or leave the line out."
                )
        if loaded.template and not loaded.template.is_file():
            raise WrongUse(
                f"'{path}': [documents] template names '{loaded.documents.template}', and there is no file "
                f"'{loaded.template}'. Put the .docx there, or leave the line out for the built-in layout."
            )
        return loaded


_PARTS: dict[str, type[BaseModel]] = {"documents": Documents, "reporting": Reporting}
"""Tables of `project.toml` that hold settings of their own."""


def _require_known_columns(path: Path, headers: dict[str, dict[str, str]]) -> None:
    """Raise for a header of the office's own that is given no column of its ledger; totals have any."""
    for name, spellings in headers.items():
        if name == "totals":
            continue
        if name not in LEDGERS:
            known = [*LEDGERS, "totals"]
            raise UnknownName("key", f"headers.{name}", known, hint=f"It stands in '{path}'.")
        columns = [column.name for column in LEDGERS[name].columns]
        for header, column in spellings.items():
            if column not in columns:
                hint = f"It stands in '{path}' under [headers.{name}], behind '{header}'."
                raise UnknownName("column", column, columns, hint=hint)


def _require_known_categories(path: Path, reporting: Reporting) -> None:
    """Raise for days of reporting of a category that is in no list."""
    if not reporting.days_of:
        return
    listed = csv.DictReader(settings_as_text(shipped("data", "reference", "categories.csv")).splitlines())
    known = [line["category"] for line in listed]
    for name in reporting.days_of:
        if name not in known:
            hint = f"It stands in '{path}' under [reporting.days_of]."
            raise UnknownName("category", name, known, hint=hint)


def _first_problem(path: Path, error: ValidationError) -> WrongUse:
    problem = error.errors()[0]
    name = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        model = _PARTS.get(str(problem["loc"][0]), Project) if len(problem["loc"]) > 1 else Project
        known = [k for k in model.model_fields if k != "file"]
        return UnknownName("key", name, known, hint=f"It stands in '{path}'.")
    return WrongUse(f"'{path}': key '{name}': {problem['msg']}; found {problem.get('input')!r}.")
