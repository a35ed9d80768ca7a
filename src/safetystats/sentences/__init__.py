"""Tidy frame -> a sentence in Chinese or English: no figure in a briefing's prose is typed.

Three rules hold for all of them. Counts come before percents. Below ten events there is no percent in front
and no word of a trend. No comparison stands without saying whether chance alone would do.

Each room answers one question: `accidents` what happened, `trends` what changes from year to year, `changes`
when it changed, `signals` what stands out just now, `to_come` what is still to come, `areas` which areas and
sectors stand out, `hazards` what is closed, `duties` what was looked at and done, `letters` what the figures
of a text force, `page` what is read first.
`parts` is what they share.
"""

from __future__ import annotations

from ..display import Sentence as Sentence
from ..display import Sentences as Sentences
from .accidents import absent_sentence as absent_sentence
from .accidents import change_sentence as change_sentence
from .accidents import five_year_mean_sentence as five_year_mean_sentence
from .accidents import headline as headline
from .accidents import nothing_happened as nothing_happened
from .accidents import reconcile_sentence as reconcile_sentence
from .accidents import repeated_sentence as repeated_sentence
from .accidents import sector_sentence as sector_sentence
from .accidents import share_change_sentence as share_change_sentence
from .accidents import share_sentence as share_sentence
from .accidents import share_sentences as share_sentences
from .accidents import studied_sentence as studied_sentence
from .accidents import total_sentences as total_sentences
from .areas import funnel_sentence as funnel_sentence
from .areas import quotient_sentence as quotient_sentence
from .areas import rate_against_rest_sentence as rate_against_rest_sentence
from .areas import rate_sentence as rate_sentence
from .areas import standardised_rate_sentence as standardised_rate_sentence
from .areas import standardised_ratio_sentence as standardised_ratio_sentence
from .changepoints import changepoint_sentence as changepoint_sentence
from .changepoints import joinpoint_sentence as joinpoint_sentence
from .duties import coverage_sentence as coverage_sentence
from .duties import deadline_sentence as deadline_sentence
from .duties import deadlines_kept_sentence as deadlines_kept_sentence
from .duties import duties_sentence as duties_sentence
from .duties import finds_sentence as finds_sentence
from .duties import in_all_sentence as in_all_sentence
from .duties import inspections_sentence as inspections_sentence
from .duties import moved_sentence as moved_sentence
from .duties import not_given_sentence as not_given_sentence
from .duties import progress_sentence as progress_sentence
from .duties import recheck_sentence as recheck_sentence
from .duties import register_sentence as register_sentence
from .duties import requirement_sentence as requirement_sentence
from .duties import sampled_share_sentence as sampled_share_sentence
from .duties import threshold_sentence as threshold_sentence
from .hazards import balance_sentence as balance_sentence
from .hazards import closing_dates_sentence as closing_dates_sentence
from .hazards import closing_time_sentence as closing_time_sentence
from .hazards import closure_sentence as closure_sentence
from .hazards import closure_target_sentence as closure_target_sentence
from .hazards import compare_closure_sentence as compare_closure_sentence
from .hazards import flow_sentence as flow_sentence
from .hazards import on_time_sentence as on_time_sentence
from .hazards import overdue_ages_sentence as overdue_ages_sentence
from .hazards import overdue_sentence as overdue_sentence
from .letters import rise_sentences as rise_sentences
from .letters import studied_in_sector_sentence as studied_in_sector_sentence
from .page import first_page as first_page
from .page import notice_sentence as notice_sentence
from .signals import control_sentence as control_sentence
from .signals import cusum_sentence as cusum_sentence
from .signals import early_warning_sentence as early_warning_sentence
from .to_come import completed_sentence as completed_sentence
from .to_come import completeness_sentence as completeness_sentence
from .to_come import projection_sentence as projection_sentence
from .to_come import publication_sentence as publication_sentence
from .trends import negative_binomial_sentence as negative_binomial_sentence
from .trends import share_trend_sentence as share_trend_sentence
from .trends import trend_against_rest_sentence as trend_against_rest_sentence
from .trends import trend_sentence as trend_sentence
