"""Which whole numbers meet a set of statements, by constraint programming (OR-Tools CP-SAT), exactly.

A quantity is the sum of what happened in stretches of days that do not overlap, so the solver sees nothing
but sums of non-negative whole numbers. It works on those statements alone that share a number with each
other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain

from ortools.sat.python import cp_model

from ...errors import OurFault
from .unknowns import Quantity, Statement, Subject, laws, stretches_of

MOST = 10**8
"""No count is taken to be larger."""

PLAIN = 10**4
"""A greatest value above this is tried again with a smaller `MOST`: one that follows it is no limit."""

EFFORT = 0.5
"""Work after which a question to the solver is given up: its own measure of it, not seconds, so that every
machine gets the same answer."""
SHORT_EFFORT = 0.2
"""The same of one of the many questions by which the claims that contradict each other are found."""

CORRECTIONS = 200
"""Ways to mend a text that are gone through for the fewest claims that contradict each other, times claims:
the more there are, the longer each takes."""
FEWEST_CORRECTIONS = 4
"""Ways that are gone through in a text of however many claims."""


class NotDecided(OurFault):
    """The solver gave up."""


class Puzzle:
    """Statements that share numbers, and what they leave possible."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self.statements = list(statements)
        self.quantities = sorted({quantity for one in statements for _, quantity in one.terms})
        self.stretches = stretches_of(quantity.window for quantity in self.quantities)

    @cached_property
    def claims(self) -> list[int]:
        """Rows of the claims that state anything here."""
        return sorted({claim for one in self.statements for claim in one.claims})

    def claims_about(self, subject: Subject) -> list[int]:
        """Rows of the claims that name a subject, in whatever window."""
        about = (one for one in self.statements if any(q.subject == subject for _, q in one.terms))
        return sorted({claim for one in about for claim in one.claims})

    def without(self, claims: Collection[int]) -> Puzzle:
        """The same without what these claims say."""
        return Puzzle([one for one in self.statements if not set(one.claims) & set(claims)])

    # --- what is possible ---

    def limits(
        self, quantity: Quantity, given: Mapping[Quantity, int] | None = None
    ) -> tuple[int, int | None]:
        """The least and the greatest value of `quantity`, where those `given` have theirs; None: no limit."""
        low, high = (self._end(quantity, given or {}, direction, MOST) for direction in (1, -1))
        return low, None if high > PLAIN and self._follows_most(quantity, given or {}, high) else high

    def _follows_most(self, quantity: Quantity, given: Mapping[Quantity, int], high: int) -> bool:
        """Whether the greatest value goes down with `MOST`: then it is no limit of the text's."""
        try:
            return self._end(quantity, given, -1, MOST // 10) < high
        except NotDecided:
            # Some printed count is itself above that.
            return False

    def _end(self, quantity: Quantity, given: Mapping[Quantity, int], direction: int, most: int) -> int:
        model, total = self._asked(quantity, given, most)
        model.minimize(direction * total)
        solver, state = _solved(model)
        if state == cp_model.INFEASIBLE:
            raise NotDecided(f"Nothing meets the statements about {quantity}.")
        # Where the solver did not finish, its bound is safe: too wide, never too narrow.
        return direction * round(solver.best_objective_bound)

    def is_possible(self, given: Mapping[Quantity, int]) -> bool:
        """True where these quantities can have these values at the same time."""
        model, _ = self._asked(None, given)
        return _solved(model)[1] != cp_model.INFEASIBLE

    def values(self, quantity: Quantity, *, at_most: int) -> list[int] | None:
        """Every possible value in order; None where there are more than `at_most`."""
        low, high = self.limits(quantity)
        if high is None or high - low >= at_most:
            return None
        inner = (value for value in range(low + 1, high) if self.is_possible({quantity: value}))
        return sorted({low, *inner, high})

    def ways(self, quantities: Sequence[Quantity], *, at_most: int) -> list[dict[Quantity, int]] | None:
        """Every combination of values that these quantities can have; None where there are more.

        Raises
        ------
        NotDecided
            If the solver gave up: that none is left was not shown.
        """
        found: list[dict[Quantity, int]] = []
        model, sums = _model(self, quantities, self.claims)
        watched = [model.new_int_var(0, MOST, str(quantity)) for quantity in quantities]
        for variable, total in zip(watched, sums):
            model.add(variable == total)
        while len(found) <= at_most:
            solver, state = _solved(model)
            if state == cp_model.INFEASIBLE:
                return sorted(found, key=lambda way: [way[quantity] for quantity in quantities])
            if state not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                raise NotDecided("It was not found how the small numbers can be shared out.")
            values = [solver.value(variable) for variable in watched]
            found.append(dict(zip(quantities, values)))
            model.add_forbidden_assignments(watched, [values])
        return None

    def _asked(
        self, quantity: Quantity | None, given: Mapping[Quantity, int], most: int = MOST
    ) -> tuple[cp_model.CpModel, cp_model.LinearExprT]:
        asked = [quantity] if quantity else []
        model, sums = _model(self, [*given, *asked], self.claims, most)
        for value, total in zip(given.values(), sums):
            model.add(total == value)
        return model, sums[-1] if asked else 0

    # --- what is contradicted ---

    @cached_property
    def can_be_met(self) -> bool:
        """True where all claims can hold at the same time."""
        return self._hold(self.claims)

    def smallest_contradiction(self) -> list[int]:
        """Rows of the fewest claims that cannot all hold; empty where all can.

        Where too many ways to mend the text would have to be gone through, of claims none of which can be
        spared.

        Ignatiev, Previti, Liffiton and Marques-Silva (2015), Smallest MUS extraction with minimal hitting set
        dualization, Principles and Practice of Constraint Programming, 173-182.
        """
        if self.can_be_met:
            return []
        if len(some := self._some_contradiction()) <= 2:
            # A text of many contradictions would have to be mended in very many ways to find this one.
            return some
        corrections: list[set[int]] = []
        while len(corrections) < max(FEWEST_CORRECTIONS, CORRECTIONS // len(self.claims)):
            tried = _smallest_hitting(corrections, self.claims)
            if len(tried) >= len(some):
                return some
            if not self._hold(tried, SHORT_EFFORT):
                return tried
            kept = self._grown(tried)
            if len(kept) == len(self.claims):
                return some
            corrections.append(set(self.claims) - kept)
        return some

    def _grown(self, held: Sequence[int]) -> set[int]:
        """Claims that can hold, and as many others as can be added to them."""
        rest = [claim for claim in self.claims if claim not in held]
        return {*held, *_added_in_turn(rest, lambda more: self._hold([*held, *more], SHORT_EFFORT))}

    def _some_contradiction(self) -> list[int]:
        """Rows of claims that cannot all hold, few of which can be spared: counts before percentages."""
        ratios = {
            claim
            for one in self.statements
            for claim in one.claims
            if any(abs(factor) > 1 for factor, _ in one.terms)
        }
        ordered = sorted(self.claims, key=lambda claim: (claim not in ratios, -claim))
        spared = _added_in_turn(ordered, lambda gone: not self._hold(self._but(gone), SHORT_EFFORT))
        return self._but(spared)

    def _but(self, gone: Collection[int]) -> list[int]:
        return [claim for claim in self.claims if claim not in gone]

    def _hold(self, claims: Collection[int], effort: float = EFFORT) -> bool:
        """False where it was shown that these claims cannot all hold."""
        model, _ = _model(self, [], claims)
        return _solved(model, effort)[1] != cp_model.INFEASIBLE


def puzzles_of(statements: Sequence[Statement], *, by_days: bool = False) -> list[Puzzle]:
    """The statements in groups that share no number with each other: no subject, or no subject and days."""
    quantities = {quantity for one in statements for _, quantity in one.terms}
    stretches = stretches_of(quantity.window for quantity in quantities)
    if not by_days:
        stretches = stretches[:1]
    joined: dict[Hashable, Hashable] = {}

    def root(number: Hashable) -> Hashable:
        while joined.setdefault(number, number) != number:
            number = joined[number]
        return number

    def numbers(quantity: Quantity) -> list[Hashable]:
        if not by_days:
            return [quantity.subject]
        return [(quantity.subject, stretch) for stretch in stretches if stretch.meets(quantity.window)]

    groups: dict[Hashable, list[Statement]] = {}
    each = {quantity: numbers(quantity) for quantity in quantities}
    of_statements = [[number for _, quantity in one.terms for number in each[quantity]] for one in statements]
    of_laws = [
        [number for _, quantity in one.terms for number in numbers(quantity)]
        for one in laws(sorted(quantities), stretches)
    ]
    for first, *others in chain(of_statements, of_laws):
        for other in others:
            joined[root(other)] = root(first)
    for one, (first, *_) in zip(statements, of_statements):
        groups.setdefault(root(first), []).append(one)
    return [Puzzle(group) for group in groups.values()]


def _model(
    puzzle: Puzzle, asked: Iterable[Quantity], claims: Collection[int], most: int = MOST
) -> tuple[cp_model.CpModel, list[cp_model.LinearExprT]]:
    """The statements of `claims` with the laws of whole numbers, and the sums that `asked` are."""
    model = cp_model.CpModel()
    asked = list(asked)
    windows = [quantity.window for quantity in (*puzzle.quantities, *asked)]
    stretches = stretches_of(windows)
    happened: dict[Quantity, cp_model.IntVar] = {}

    def total(quantity: Quantity) -> cp_model.LinearExprT:
        start, end = quantity.window.start, quantity.window.end
        within = [stretch for stretch in stretches if start <= stretch.start and stretch.end <= end]
        return sum(variable(Quantity(quantity.subject, stretch)) for stretch in within)

    def variable(quantity: Quantity) -> cp_model.IntVar:
        if quantity not in happened:
            happened[quantity] = model.new_int_var(0, most, str(quantity))
        return happened[quantity]

    said = (one for one in puzzle.statements if set(one.claims) <= set(claims))
    for one in chain(said, laws(puzzle.quantities, stretches)):
        added = sum(factor * total(quantity) for factor, quantity in one.terms)
        if one.low is not None:
            model.add(added >= one.low)
        if one.high is not None:
            model.add(added <= one.high)
    sums = [total(quantity) for quantity in asked]
    return model, sums


def _solved(
    model: cp_model.CpModel, effort: float = EFFORT
) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    # Led by the relaxation: the usual search creeps up wide numbers by one at a time.
    solver.parameters.search_branching = cp_model.LP_SEARCH
    solver.parameters.max_deterministic_time = effort
    state = solver.solve(model)
    if state == cp_model.MODEL_INVALID:
        raise NotDecided(f"The solver takes no model of these statements: {model.validate()}")
    return solver, state


def _added_in_turn(claims: Sequence[int], can_be: Callable[[list[int]], bool]) -> list[int]:
    """The claims that can be added one after the other, each to those before it.

    They are tried in halves, because most can be: what can be added together can be one by one as well.

    >>> _added_in_turn([1, 2, 3, 4], lambda claims: not {2, 3} <= set(claims))
    [1, 2, 4]
    """

    def added(before: list[int], more: Sequence[int]) -> list[int]:
        if can_be([*before, *more]):
            return [*before, *more]
        if len(more) == 1:
            return before
        half = len(more) // 2
        return added(added(before, more[:half]), more[half:])

    return added([], claims) if claims else []


def _smallest_hitting(groups: Sequence[set[int]], among: Sequence[int]) -> list[int]:
    """The fewest of `among` of which every group has at least one."""
    model = cp_model.CpModel()
    taken = {one: model.new_bool_var(str(one)) for one in among}
    for group in groups:
        model.add_bool_or([taken[one] for one in sorted(group)])
    model.minimize(sum(taken.values()))
    solver, _ = _solved(model)
    return [one for one in among if solver.value(taken[one])]
