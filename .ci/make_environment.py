"""Write environment.yml from pyproject.toml and requirements.txt: `make environment`.

pyproject.toml says which packages the project needs, requirements.txt which versions it was tested with.
The environment lists the first with the versions of the second, and holds whatever they need in turn to
the same file, so that conda and `make briefing` install the same packages.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]


def pinned_lines(requirements: str) -> dict[str, list[str]]:
    """The lines of requirements.txt by package: several where the version depends on Python or the system."""
    lines: dict[str, list[str]] = {}
    for line in requirements.splitlines():
        if line.strip():
            lines.setdefault(canonicalize_name(Requirement(line).name), []).append(line)
    return lines


def direct_dependencies(pyproject: dict) -> list[Requirement]:
    """What pyproject.toml asks for, the tests' packages last."""
    project = pyproject["project"]
    return [Requirement(text) for text in project["dependencies"] + project["optional-dependencies"]["test"]]


def environment_text(pyproject: dict, requirements: str) -> str:
    """The whole of environment.yml.

    Raises
    ------
    SystemExit
        If a package that pyproject.toml asks for has no pin in requirements.txt.
    """
    pinned = pinned_lines(requirements)
    names = [canonicalize_name(dependency.name) for dependency in direct_dependencies(pyproject)]
    missing = [name for name in names if name not in pinned]
    if missing:
        raise SystemExit(
            f"requirements.txt pins no version of {', '.join(missing)}: add a line NAME==VERSION each."
        )
    # pip reads these lines in the folder of environment.yml, so both relative paths hold.
    pip = ["-c requirements.txt", *(line for name in names for line in pinned[name]), "-e ."]
    return "\n".join(
        [
            "# Made from pyproject.toml and requirements.txt: edit those, then run `make environment`.",
            "name: safetystats",
            "channels:",
            "  - conda-forge",
            "dependencies:",
            f"  - python {pyproject['project']['requires-python']}",
            "  - pip",
            "  - pip:",
            *(f"      - {line}" for line in pip),
            "",
        ]
    )


def main() -> None:
    """Write environment.yml at the top of the checkout."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    requirements = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    (ROOT / "environment.yml").write_text(environment_text(pyproject, requirements), encoding="utf-8")
    print("environment.yml", file=sys.stderr)


if __name__ == "__main__":
    main()
