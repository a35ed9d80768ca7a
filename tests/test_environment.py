"""pyproject.toml, requirements.txt and environment.yml name the same packages in the same versions."""

import importlib.util
import json
import re
import tomllib
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCKS = [ROOT / "requirements.txt", ROOT / "environment.yml"]
SYSTEMS = [("linux", "posix", "Linux"), ("darwin", "posix", "Darwin"), ("win32", "nt", "Windows")]
NOTEBOOK_PACKAGES = ["jupyterlab", "pandas", "matplotlib", "seaborn", "statsmodels", "papermill"]


def script(name: str) -> ModuleType:
    """A script of the checks, as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / ".ci" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    return script("make_environment")


@pytest.fixture(scope="module")
def pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pins() -> list[Requirement]:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line.strip()]


@pytest.fixture(scope="module")
def environment() -> dict:
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def _pip_lines(environment: dict) -> list[str]:
    return next(entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))


def _applies(pin: Requirement, python: str, system: tuple[str, str, str]) -> bool:
    platform, os_name, platform_system = system
    there = {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": platform,
        "os_name": os_name,
        "platform_system": platform_system,
    }
    return pin.marker is None or pin.marker.evaluate(there)


def test_the_environment_is_what_the_script_makes_of_the_other_two(
    maker: ModuleType, pyproject: dict
) -> None:
    requirements = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert text == maker.environment_text(pyproject, requirements), "run `make environment`"


def test_a_package_without_a_pin_is_named(maker: ModuleType) -> None:
    project = {
        "requires-python": ">=3.11",
        "dependencies": ["pandas>=3"],
        "optional-dependencies": {"test": []},
    }
    with pytest.raises(SystemExit, match="no version of pandas"):
        maker.environment_text({"project": project}, "numpy==2.4.6\n")


def test_the_environment_has_the_python_of_the_project(environment: dict, pyproject: dict) -> None:
    assert environment["name"] == pyproject["project"]["name"]
    assert environment["channels"] == ["conda-forge"]
    python = environment["dependencies"][0].removeprefix("python ")
    assert SpecifierSet(python) == SpecifierSet(pyproject["project"]["requires-python"])


@pytest.mark.parametrize("name", NOTEBOOK_PACKAGES)
def test_the_environment_shows_the_packages_of_the_notebooks(environment: dict, name: str) -> None:
    assert [line for line in _pip_lines(environment) if re.match(rf"{name}==\d", line)]


def test_the_environment_installs_the_project_itself_under_the_same_pins(environment: dict) -> None:
    lines = _pip_lines(environment)
    assert lines[0] == "-c requirements.txt"
    assert lines[-1] == "-e ."


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("system", SYSTEMS, ids=[system[0] for system in SYSTEMS])
def test_each_direct_dependency_has_one_pin_within_its_range_everywhere(
    maker: ModuleType, pyproject: dict, pins: list[Requirement], python: str, system: tuple[str, str, str]
) -> None:
    for needed in maker.direct_dependencies(pyproject):
        name = canonicalize_name(needed.name)
        there = [p for p in pins if canonicalize_name(p.name) == name and _applies(p, python, system)]
        assert len(there) == 1, f"{name}: {len(there)} pins on Python {python}, {system[0]}"
        (version,) = there[0].specifier
        assert needed.specifier.contains(version.version, prereleases=True), (
            f"{name}: {there[0]} is not {needed}"
        )


def test_requirements_pin_versions_and_nothing_else(pins: list[Requirement]) -> None:
    for pin in pins:
        assert [specifier.operator for specifier in pin.specifier] == ["=="], pin
        assert pin.url is None and not pin.extras, pin


@pytest.mark.parametrize("lock", LOCKS, ids=[lock.name for lock in LOCKS])
def test_no_lock_file_names_an_index(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert re.findall(r"(?m)\w+://\S+|--\S*index\S*|--find\S*|^\s*(?:- )?-[if] ", text) == []


def test_no_other_lock_file_lies_about() -> None:
    known = ["*.lock", "*lock.yml", "*lock.json", "Pipfile", "pylock*.toml"]
    assert [path.name for pattern in known for path in ROOT.glob(pattern)] == []


def test_everything_that_is_needed_here_is_pinned(pyproject: dict, pins: list[Requirement]) -> None:
    here = {canonicalize_name(p.name): p for p in pins if p.marker is None or p.marker.evaluate()}
    needed = _closure(
        [*pyproject["project"]["dependencies"], *pyproject["project"]["optional-dependencies"]["test"]]
    )
    other = [name for name in needed & set(here) if not here[name].specifier.contains(metadata.version(name))]
    if other:
        pytest.skip(f"needs the pinned versions, this environment has others: {', '.join(sorted(other)[:5])}")
    assert needed - set(here) == set(), "add them to requirements.txt"
    assert set(here) - needed == set(), "nobody needs them: take them out of requirements.txt"


def _closure(requirements: list[str]) -> set[str]:
    """Every package that `requirements` lead to in this environment, by canonical name."""
    found: set[tuple[str, str]] = set()
    waiting = [(Requirement(text), "") for text in requirements]
    while waiting:
        needed, extra = waiting.pop()
        if needed.marker is not None and not needed.marker.evaluate(
            {**default_environment(), "extra": extra}
        ):
            continue
        name = canonicalize_name(needed.name)
        for asked in {"", *needed.extras}:
            if (name, asked) not in found:
                found.add((name, asked))
                waiting += [(Requirement(text), asked) for text in metadata.requires(name) or []]
    return {name for name, _ in found}


@pytest.mark.parametrize(
    ("packages", "code", "last"),
    [
        ([], 0, "No advisories can be reached here: known vulnerabilities were not looked for."),
        ([{"name": "a", "skip_reason": "…"}], 0, "No advisories can be reached here: known vuln"),
        ([{"name": "a", "version": "1", "vulns": []}], 0, "1 of 1 pinned packages were audited, none has"),
        (
            [{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}],
            1,
            "1 of 1 pinned packages were audited.",
        ),
    ],
)
def test_only_a_known_vulnerability_fails_the_audit(packages: list[dict], code: int, last: str) -> None:
    ended, lines = script("advisories").verdict(json.dumps({"dependencies": packages}) if packages else "")
    assert ended == code
    assert lines[-1].startswith(last)
    assert ("a 1: PYSEC-1, mended in 1.1" in lines) == bool(code)
