"""Whether headache days rose towards the end of a round (wear-off; thresholds ours)."""

from fractions import Fraction

from app.rules.answers import Answer
from app.rules.baseline import Baseline
from app.rules.checks import Check, checked
from app.rules.counting import Rates
from app.rules.injection_rounds import BLOCKS
from app.rules.measures import Measure
from app.rules.percent_reduction import Reason
from app.rules.round_figures import PeriodFigures, RoundFigures

RISE_DAYS = 3
RISE_FACTOR = Fraction(5, 4)
NADIR_SHARE = Fraction(7, 10)


def wear_off(figures: RoundFigures, baseline: Baseline, headline: Measure) -> Check:
    """Compare weeks 9-12 with the better of the two blocks before; reported by 62.9 % (PubMed 31758548).

    Any baseline rate will do; without one, or without three uncut and valid blocks: `cannot_tell`.
    """
    if not figures.complete:
        return Check.NOT_YET
    return checked(_rose(figures, baseline.rates(headline), headline))


def _rose(figures: RoundFigures, before: Rates | Reason, headline: Measure) -> Answer:
    rates = [_block_rate(figures.periods[block], headline) for block in BLOCKS]
    early, middle, late = rates
    if early is None or middle is None or late is None or isinstance(before, Reason):
        return None
    nadir = min(early, middle)
    return (
        late - nadir >= RISE_DAYS and late >= RISE_FACTOR * nadir and nadir <= NADIR_SHARE * before.rate.exact
    )


def _block_rate(block: PeriodFigures | None, headline: Measure) -> Fraction | None:
    """Headache days per 28 days of an uncut and valid block, else None."""
    if block is None or block.cut:
        return None
    rates = block.counts.of(headline).valid_rates
    return rates and rates.rate.exact
