"""Say what pip-audit found; fail on a package with a known vulnerability: `.ci/advisories.py REPORT`."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def verdict(report: str) -> tuple[int, list[str]]:
    """Exit code and lines for a report in pip-audit's JSON; an empty one is that of an audit that stopped.

    >>> verdict('{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}')
    (0, ['1 of 1 pinned packages were audited, none has a known vulnerability.'])
    >>> verdict('{"dependencies": [{"name": "a", "skip_reason": "not found"}]}')
    (0, ['No advisories can be reached here: known vulnerabilities were not looked for.'])
    """
    packages = json.loads(report)["dependencies"] if report.strip() else []
    audited = [package for package in packages if "vulns" in package]
    if not audited:
        return 0, ["No advisories can be reached here: known vulnerabilities were not looked for."]
    found = [
        f"{package['name']} {package['version']}: {one['id']}"
        + (f", mended in {', '.join(one['fix_versions'])}" if one["fix_versions"] else "")
        for package in audited
        for one in package["vulns"]
    ]
    counted = f"{len(audited)} of {len(packages)} pinned packages were audited"
    return (1, [*found, f"{counted}."]) if found else (0, [f"{counted}, none has a known vulnerability."])


if __name__ == "__main__":
    code, lines = verdict(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(*lines, sep="\n")
    sys.exit(code)
