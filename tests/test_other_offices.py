"""Real ledgers of other offices, each described by a small project file and no code, and their answers."""

import json
from pathlib import Path

import pandas as pd
import pytest

from safetystats import clean, read_ledger
from safetystats.briefings import totals_task
from safetystats.display import Table
from safetystats.documents.content import content_of
from safetystats.explain import Briefing, explain
from safetystats.measures.closure import cohort_closure
from safetystats.periods import Window
from safetystats.project import Project
from safetystats.published import read_totals
from safetystats.runs import notebook_named, run_notebook
from safetystats.scope import TotalsScope

PIPELINES = """
[headers.accidents]
"Incident Number" = "accident_id"
"Reported Date" = "occurred_on"
"Province" = "area"
"Company" = "enterprise"
"Number of fatalities" = "deaths"
"Number of individuals injured" = "injuries"
[headers.hazards]
"Incident Number" = "hazard_id"
"Reported Date" = "found_on"
"Province" = "area"
"Closed Date" = "closed_on"
"Status" = "status"
"""
MINES = """
[headers.totals]
"Geography" = "area"
"Year" = "year"
"NAICS" = "basis"
"Fatalities" = "deaths"
"""
GROUPS = ["211XXX", "212XXX", "213XXX"]
"""Mining without the groups that are parts of another."""


def project_of(folder: Path, city: str, areas: list[str], headers: str = "") -> Project:
    lines = [f",{area},{area},{area.lower().replace(' ', '-')},,," for area in areas]
    head = "code,area,area_en,slug,valid_from,valid_to,became"
    (folder / "areas.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    (folder / "area_aliases.csv").write_text("alias,area,why\n", encoding="utf-8")
    settings = f'city = "{city}"\ncity_en = "{city}"\ncode = ""\nlanguage = "en"\n{headers}'
    (folder / "project.toml").write_text(settings, encoding="utf-8")
    return Project.load(folder / "project.toml")


def answers_of(folder: Path) -> dict[str, object]:
    told = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    return {answer["id"]: answer["value"] for answer in told["answers"]}


@pytest.fixture(scope="module")
def pipelines(shared, tmp_path_factory):
    folder = shared / "data" / "ca-neb-pipeline-incidents"
    answers = answers_of(folder)
    provinces = [name for name in answers["province_counts_by_year"]["2008"] if name != "__TOTAL__"]
    project = project_of(tmp_path_factory.mktemp("canada"), "Canada", provinces, PIPELINES)
    return folder / "pipeline-incidents-details.csv", project, answers


def test_pipeline_incidents_are_counted_by_province_and_year(pipelines):
    file, project, answers = pipelines
    ledger = clean(read_ledger(file, "accidents", project), project=project).ledger
    assert len(ledger) == answers["rows"]
    counted = pd.crosstab(ledger["area"], ledger["occurred_on"].dt.year)
    for year, expected in answers["province_counts_by_year"].items():
        for province, count in expected.items():
            column = counted[int(year)]
            assert (column.sum() if province == "__TOTAL__" else column[province]) == count
    assert ledger["deaths"].sum() == answers["fatal_injured"]["fatalities"]
    assert ledger["injuries"].sum() == answers["fatal_injured"]["injured"]
    assert ledger["minor_injuries"].isna().all()


@pytest.mark.parametrize("day", ["2012-12-31", "2015-12-31", "2018-06-30"])
def test_pipeline_incidents_are_closed_as_of_a_day_by_province(pipelines, day):
    file, project, answers = pipelines
    ledger = clean(read_ledger(file, "hazards", project), project=project).ledger
    as_of = pd.Timestamp(day)
    window = Window(ledger["found_on"].min().date(), as_of.date())
    closed = cohort_closure(ledger, window=window, as_of=as_of.date(), by=("area",)).set_index("area")
    for province, expected in answers[f"closure_asof_{day}_province"].items():
        row = closed.loc[province]
        assert (row["denominator"], row["numerator"]) == (expected["found"], expected["closed"])
        assert row["value"] == pytest.approx(expected["closure_rate"], abs=5e-7)


@pytest.fixture
def violations(shared, tmp_path):
    folder = shared / "data" / "us-violations-2012"
    return folder, project_of(tmp_path, "The city", ["The city"]), answers_of(folder)


def test_violations_are_read_as_hazards_and_one_closes_before_it_was_found(violations):
    folder, project, answers = violations
    cleaned = clean(read_ledger(folder / "Violations-2012.csv", "hazards", project), project=project)
    ledger = cleaned.ledger
    assert len(ledger) == answers["rows"]["rows"]
    assert ledger["closed_on"].isna().sum() == answers["rows"]["open"]
    counts = ledger["supervision_sector"].value_counts().to_dict()
    assert counts == {name: told["n"] for name, told in answers["category"].items()}
    odd = cleaned.findings.query("rule == 'closed_before_found'")["row"]
    assert ledger.loc[ledger["source_row"].isin(odd), "hazard_id"].tolist() == answers["neg_id"]
    assert set(cleaned.findings.query("rule == 'column_missing'")["column"]) == {"area", "level", "status"}


def test_two_exports_of_one_ledger_are_counted_once(violations):
    folder, project, answers = violations
    cleaned = clean(read_ledger(folder, "hazards", project), project=project)
    assert len(cleaned.ledger) == len(cleaned.quarantine) == answers["rows"]["rows"]


def test_deaths_in_mining_are_read_as_totals_by_state_and_year(shared, tmp_path):
    folder = shared / "data" / "us-cfoi-mining-states"
    answers = answers_of(folder)
    project = project_of(tmp_path, "United States", list(answers["state_counts"]), MINES)
    totals = read_totals(folder / "BLS_CFOI_data_states.csv", project)
    assert len(totals) == answers["rows"]["fatalities"]
    mining = totals[totals["basis"].isin(GROUPS)]
    deaths = mining.groupby(["area", mining["window_start"].dt.year])["value"].sum()
    for year, count in answers["national"].items():
        assert deaths["United States", int(year)] == count
    for state, years in answers["state_counts"].items():
        for year, count in years.items():
            assert deaths.get((state, int(year)), 0) == count


PRINTED = """\
Work accidents in 2025,,,,
District,Accidents,,Deaths,
,2025,2024,2025,2024
Rivertown,61,70,66,75
North,21,25,22,27
South,25,26,28,27
Harbour,15,19,16,21
"""
"""A table of a made city, as its bureau prints it."""


@pytest.fixture
def rivertown(tmp_path) -> dict[str, str]:
    """An office without a ledger: what its briefing on North asks for."""
    project_of(tmp_path, "Rivertown", ["North", "South", "Harbour"])
    (tmp_path / "area_aliases.csv").write_text("alias,area,why\nN. District,North,\n", encoding="utf-8")
    (tmp_path / "printed.csv").write_text(PRINTED, encoding="utf-8")
    return {
        "area": "North", "as_of": "2025-12-31", "language": "en", "totals": str(tmp_path / "printed.csv"),
        "project": str(tmp_path / "project.toml"),
    }  # fmt: skip


def test_an_office_without_a_ledger_has_its_own_areas_city_and_basis(rivertown, tmp_path):
    scope = TotalsScope.check(**{**rivertown, "area": "N. District"})
    assert (scope.area, scope.whole, scope.basis) == ("North", "Rivertown", "Work accidents")
    printed = tmp_path / "printed.csv"
    printed.rename(tmp_path / "works.csv")
    (tmp_path / "roads.csv").write_text(PRINTED.replace("Work", "Road"), encoding="utf-8")
    (tmp_path / "project.toml").write_text(
        'city = "Rivertown"\ncity_en = "Rivertown"\ncode = ""\nbasis = "Road accidents"\n', encoding="utf-8"
    )
    both = {**rivertown, "totals": str(tmp_path / "tables")}
    (tmp_path / "tables").mkdir()
    for name in ("works.csv", "roads.csv"):
        (tmp_path / name).rename(tmp_path / "tables" / name)
    assert TotalsScope.check(**both).basis == "Road accidents"
    assert TotalsScope.check(**both, basis="Work accidents").basis == "Work accidents"


def test_a_table_only_briefing_lies_beside_that_from_ledgers_and_is_new_when_a_list_is(rivertown, tmp_path):
    scope = TotalsScope.check(**rivertown)
    task = totals_task(scope, tmp_path, font="")
    assert (task.folder.name, task.parameters["project"]) == ("north-totals", rivertown["project"])
    assert totals_task(scope, tmp_path, font="").inputs == task.inputs
    with (tmp_path / "area_aliases.csv").open("a", encoding="utf-8") as file:
        file.write("Upper,North,\n")
    assert totals_task(scope, tmp_path, font="").inputs != task.inputs


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_every_row_of_a_table_only_briefing_of_a_project_is_explained(rivertown):
    executed = run_notebook(notebook_named("09_published_totals"), rivertown)
    tables = tuple(block for block in content_of(executed, "en") if isinstance(block, Table))
    briefing = Briefing(Path(), {"parameters": {**rivertown, "basis": ""}, "inputs": ""}, tables)
    asked = [
        explain(briefing, table.row_id(position)) for table in tables for position in range(len(table.rows))
    ]
    # Shares of two years, changes of North and the city, both for accidents and deaths; whether the share has
    # changed of accidents alone, as deaths are no independent events. No month was published.
    assert [len(table.rows) for table in tables] == [2 * 2, 2 * 2, 1]
    assert all(one.agrees for one in asked)
