"""Tidy frame -> display table. Rounding happens here: one decimal for percents, halves up, 0 of 0 a dash.

Every table prints the counts before the percents, so that a share of few events is read beside its events,
and says below what is counted, in which window, as of which day and by which method. `results` shows what the
measures give, `letters` a letter's figures and what they force.
"""

from __future__ import annotations

from ..display import Table as Table
from .letters import claims_table as claims_table
from .letters import consistency_table as consistency_table
from .letters import contradictions_table as contradictions_table
from .letters import implied_table as implied_table
from .letters import ways_table as ways_table
from .results import balance_table as balance_table
from .results import breaches_table as breaches_table
from .results import change_table as change_table
from .results import city_table as city_table
from .results import closed_within_table as closed_within_table
from .results import closing_time_table as closing_time_table
from .results import closure_table as closure_table
from .results import coverage_table as coverage_table
from .results import deadlines_table as deadlines_table
from .results import duties_table as duties_table
from .results import findings_table as findings_table
from .results import finds_table as finds_table
from .results import mean_table as mean_table
from .results import part_table as part_table
from .results import rates_table as rates_table
from .results import reconcile_table as reconcile_table
from .results import register_table as register_table
from .results import repeated_table as repeated_table
from .results import requirement_table as requirement_table
from .results import sector_table as sector_table
from .results import share_change_table as share_change_table
from .results import window_table as window_table
