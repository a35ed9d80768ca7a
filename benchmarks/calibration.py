"""How often limits hold the truth, how often a table of areas cries wolf, and how often it sees a doubling.

Run ``python benchmarks/calibration.py``: it prints a Markdown table. Everything is simulated with one fixed
seed; where a law has few outcomes coverage is added up exactly over all of them instead.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import scipy
from scipy import stats

from safetystats.measures.funnel import funnel
from safetystats.measures.intervals import (
    clustered_count_interval,
    count_interval,
    odds_ratio,
    rate_ratio,
    share_difference,
    share_interval,
)
from safetystats.measures.predictive import rest_given_counts, rest_given_share

SEED = 20200824
SIZES = (3, 10, 50, 1000)
AREAS = 17
TABLES = 200
TRIALS = 4_000
SHARES = np.linspace(0.02, 0.98, 49)


def main() -> None:
    """Print the tables."""
    versions = f"numpy {np.__version__}, scipy {scipy.__version__}, pandas {pd.__version__}"
    print(f"Python {platform.python_version()}, {versions}, seed {SEED}\n")
    print("## Coverage of 95 % limits\n")
    print("Mean over true values, and the least in brackets.\n")
    print("| limits of | method | " + " | ".join(f"n = {n:,}" for n in SIZES) + " |")
    print("|---|---|" + "---:|" * len(SIZES))
    for name, method, cells in coverage():
        print(f"| {name} | {method} | " + " | ".join(cells) + " |")
    print("\n## Tables of 17 areas\n")
    print("| events a year | nothing changes: tables with an area called out | an area doubles: called out |")
    print("|---:|---:|---:|")
    for total in (50, 200, 1000, 5000):
        false, found = wolf(total)
        print(f"| {total:,} | {percent(false)} | {percent(found)} |")
    print("\n## One area against the year before\n")
    print("| events before | nothing changes: p < 5 % | a doubling: p < 5 % |")
    print("|---:|---:|---:|")
    for mean in SIZES:
        print(f"| {mean:,} | {percent(rejected(mean, 1))} | {percent(rejected(mean, 2))} |")


def coverage() -> Iterator[tuple[str, str, list[str]]]:
    """Coverage of each interval at each size."""
    for method in ("wilson", "clopper-pearson", "jeffreys", "mid-p"):
        yield "a share of n", method, [summary(share_coverage(n, method)) for n in SIZES]
    for method in ("garwood", "byar", "phe", "mid-p"):
        yield "a count of mean n", method, [summary(count_coverage(n, method)) for n in SIZES]
    yield (
        "deaths in n accidents",
        "as independent",
        [percent(death_coverage(n, lambda x, s: count_interval(x))) for n in SIZES],
    )
    yield (
        "deaths in n accidents",
        "clustered",
        [percent(death_coverage(n, clustered_count_interval)) for n in SIZES],
    )
    for method in ("exact", "mid-p"):
        yield "a ratio of counts of mean n", method, [percent(ratio_coverage(n, method)) for n in SIZES]
    yield "a difference of shares of n", "newcombe", [percent(difference_coverage(n)) for n in SIZES]
    yield "an odds ratio of shares of n", "exact", [percent(odds_coverage(n)) for n in SIZES[:3]] + ["-"]
    yield "the year's end from n to date", "negative binomial", [percent(year_coverage(n)) for n in SIZES]
    yield (
        "the year's end from n to date",
        "by one earlier year",
        [percent(earlier_coverage(n)) for n in SIZES],
    )


def summary(covered: np.ndarray) -> str:
    """Mean and least coverage over the true values."""
    return f"{percent(float(covered.mean()))} ({percent(float(covered.min()))})"


def percent(share: float) -> str:
    """A share for the table."""
    return f"{100 * share:.1f} %"


def share_coverage(n: int, method: str) -> np.ndarray:
    """Exact coverage of the limits of a share, for each true share."""
    events = np.arange(n + 1)
    limits = share_interval(events, n, method=method)
    return np.array(
        [stats.binom.pmf(events, n, p) @ ((limits.lower <= p) & (p <= limits.upper)) for p in SHARES]
    )


def count_coverage(mean: int, method: str) -> np.ndarray:
    """Exact coverage of the limits of a count, for true means about `mean`."""
    events = np.arange(int(mean + 10 * np.sqrt(mean) + 20))
    limits = count_interval(events, method=method)
    lower = np.nan_to_num(limits.lower)  # Byar's has none at 0: nothing is left out below
    means = np.linspace(0.8 * mean, 1.2 * mean, 41)
    return np.array([stats.poisson.pmf(events, m) @ ((lower <= m) & (m <= limits.upper)) for m in means])


def death_coverage(accidents: int, limits: Callable) -> float:
    """Coverage of the expected deaths where accidents have one death, two or three (70, 20, 10 %)."""
    rng = np.random.default_rng(SEED)
    events = rng.poisson(accidents, TRIALS)
    sizes = rng.multinomial(events, [0.7, 0.2, 0.1])
    deaths, squares = sizes @ [1, 2, 3], sizes @ [1, 4, 9]
    found = limits(deaths, squares)
    return held(found, 1.4 * accidents)


def ratio_coverage(mean: int, method: str) -> float:
    """Coverage of a true ratio of 1."""
    rng = np.random.default_rng(SEED)
    trials = TRIALS if method == "exact" else 500
    x, y = rng.poisson(mean, trials), rng.poisson(mean, trials)
    some = x + y > 0
    return held(rate_ratio(x[some], 1, y[some], 1, method=method), 1.0)


def difference_coverage(n: int) -> float:
    """Coverage of a true difference of 0.1 between shares of 0.3 and 0.2."""
    rng = np.random.default_rng(SEED)
    x, y = rng.binomial(n, 0.3, TRIALS), rng.binomial(n, 0.2, TRIALS)
    return held(share_difference(x, n, y, n), 0.1)


def odds_coverage(n: int) -> float:
    """Coverage of a true odds ratio of 1 at a share of 0.3; tables that say nothing hold it."""
    rng = np.random.default_rng(SEED)
    found = odds_ratio(rng.binomial(n, 0.3, 300), n, rng.binomial(n, 0.3, 300), n)
    silent = np.isnan(found.value)
    return float((silent | ((found.lower <= 1) & (found.upper >= 1))).mean())


def year_coverage(mean: int) -> float:
    """Coverage of the rest of a year of which two thirds have passed."""
    rng = np.random.default_rng(SEED)
    to_date, rest = rng.poisson(mean, 500), rng.poisson(mean / 2, 500)
    limits = [rest_given_share(float(x), 2 / 3) for x in to_date]
    return float(np.mean([low.lower <= y <= low.upper for low, y in zip(limits, rest)]))


def earlier_coverage(mean: int) -> float:
    """The same where only one earlier year says how a year goes on."""
    rng = np.random.default_rng(SEED)
    to_date, rest, seen, after = (rng.poisson(m, 500) for m in (mean, mean / 2, mean, mean / 2))
    some = seen + after > 0
    limits = [rest_given_counts(*map(float, row)) for row in zip(to_date[some], seen[some], after[some])]
    return float(np.mean([low.lower <= y <= low.upper for low, y in zip(limits, rest[some])]))


def held(limits: tuple, truth: float) -> float:
    """Share of the limits that hold the truth."""
    return float(((limits.lower <= truth) & (truth <= limits.upper)).mean())


def wolf(total: int) -> tuple[float, float]:
    """Share of tables with an area called out when nothing is the matter, and of doublings called out."""
    rng = np.random.default_rng(SEED)
    population = rng.uniform(0.3, 3.5, AREAS)
    means = total * population / population.sum()
    names = [f"area {i:02}" for i in range(AREAS)]
    exposure = dict(zip(names, population))
    quiet = [
        (funnel(table(names, rng.poisson(means)), exposure)["outside"] != "").any() for _ in range(TABLES)
    ]
    doubled = means.copy()
    place = int(np.argsort(means)[AREAS // 2])
    doubled[place] *= 2
    seen = [
        funnel(table(names, rng.poisson(doubled)), exposure)["outside"].iloc[place] == "high"
        for _ in range(TABLES)
    ]
    return float(np.mean(quiet)), float(np.mean(seen))


def table(names: list[str], counts: np.ndarray) -> pd.DataFrame:
    """A frame of counts of one year."""
    return pd.DataFrame(
        {
            "area": names,
            "events": "accidents",
            "numerator": counts,
            "basis": "all",
            "window_start": pd.Timestamp(2020, 1, 1),
            "window_end": pd.Timestamp(2020, 12, 31),
            "days": 366,
            "as_of": pd.NaT,
            "note": "",
        }
    )


def rejected(mean: int, times: float) -> float:
    """How often the exact comparison with the year before is below 5 %."""
    rng = np.random.default_rng(SEED)
    now, before = rng.poisson(times * mean, TRIALS), rng.poisson(mean, TRIALS)
    return float((rate_ratio(now, 1, before, 1).p_value < 0.05).mean())


if __name__ == "__main__":
    main()
