"""The pages that users read name columns, functions, commands and files that exist."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from safetystats import reference
from safetystats.schema import LEDGERS, SOURCE

ROOT = Path(__file__).resolve().parents[1]


def _page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _rows(section: str) -> list[list[str]]:
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _columns_explained(ledger: str) -> dict[str, tuple[str, str]]:
    (section,) = [part for part in _page("data/README.md").split("\n### ") if part.startswith(f"{ledger}\n")]
    return {column: (header, means) for column, header, means in _rows(section)}


@pytest.mark.parametrize("kind", list(LEDGERS))
def test_the_data_page_explains_every_column_of_a_ledger_in_order(kind: str) -> None:
    explained = [column.removesuffix(" *") for column in _columns_explained(kind)]
    assert explained == [name for name in LEDGERS[kind].names if name not in SOURCE]


@pytest.mark.parametrize("kind", list(LEDGERS))
def test_the_data_page_says_what_the_schema_says(kind: str) -> None:
    known = set(reference.headers()[["ledger", "column", "header"]].itertuples(index=False, name=None))
    explained = _columns_explained(kind)
    for column in LEDGERS[kind].columns:
        header, means = explained[f"{column.name} *" if column.needed else column.name]
        assert means == column.means
        assert (kind, column.name, header) in known


def _places() -> list[str]:
    tables = _page("GLOSSARY.md").split("\n## ")[1:]
    return sorted(
        {place for table in tables for row in _rows(table) for place in re.findall(r"`([^`]+)`", row[3])}
    )


def _is_there(place: str) -> bool:
    if place.endswith(".csv"):
        return (ROOT / "data" / "reference" / place).is_file()
    start, _, rest = place.partition(".")
    if start in LEDGERS:
        return rest in LEDGERS[start].names
    module, found = start, import_module(start)
    for name in rest.split("."):
        module = f"{module}.{name}"
        found = getattr(found, name) if hasattr(found, name) else import_module(module)
    return found is not None


@pytest.mark.parametrize("place", _places())
def test_the_glossary_names_columns_tables_and_functions_that_exist(place: str) -> None:
    assert _is_there(place)


def test_the_glossary_names_no_term_twice() -> None:
    rows = [row for table in _page("GLOSSARY.md").split("\n## ")[1:] for row in _rows(table)]
    for terms in ([row[0] for row in rows], [row[1] for row in rows]):
        assert sorted({term for term in terms if terms.count(term) > 1}) == []


def test_the_make_targets_that_the_readme_names_exist() -> None:
    targets = set(re.findall(r"(?m)^([a-z]+):", _page("Makefile")))
    assert set(re.findall(r"\bmake ([a-z]+)[`\n]", _page("README.md"))) <= targets
