"""Tidy frame -> display table. Rounding happens here: one decimal for percents, halves up, 0 of 0 a dash.

Every table prints the counts before the percents, so that a share of few events is read beside its events,
and says below what is counted, in which window, as of which day and by which method. A file for each group of
measures; `letters` shows a letter's figures and what they force.
"""

from __future__ import annotations

from ..display import Table as Table
from .accidents import change_table as change_table
from .accidents import city_table as city_table
from .accidents import mean_table as mean_table
from .accidents import months_table as months_table
from .accidents import part_table as part_table
from .accidents import rates_table as rates_table
from .accidents import repeated_table as repeated_table
from .accidents import sector_table as sector_table
from .accidents import share_change_table as share_change_table
from .accidents import window_table as window_table
from .duties import breaches_table as breaches_table
from .duties import coverage_table as coverage_table
from .duties import deadlines_table as deadlines_table
from .duties import duties_table as duties_table
from .duties import register_table as register_table
from .duties import requirement_table as requirement_table
from .hazards import closed_within_table as closed_within_table
from .hazards import closing_time_table as closing_time_table
from .hazards import closure_table as closure_table
from .hazards import finds_table as finds_table
from .letters import claims_table as claims_table
from .letters import consistency_table as consistency_table
from .letters import contradictions_table as contradictions_table
from .letters import implied_table as implied_table
from .letters import ways_table as ways_table
from .quality import balance_table as balance_table
from .quality import findings_table as findings_table
from .quality import reconcile_table as reconcile_table
