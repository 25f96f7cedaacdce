"""How discernment and bias are spread in a group of learners, from few answers each. Pure.

The mean of everybody's own d' is a fifth too small after 4 + 4 messages, and the d' of pooled answers a tenth; this estimate is right
(measurement.md 1.3). It asks: which means and spreads make the patterns of counts that were seen most likely? There are at most some
hundred different patterns, so a million learners cost what a hundred cost.

numpy and scipy are loaded inside the functions, and only the nightly process calls those: a web worker must never pay for them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt
from typing import TYPE_CHECKING, Any

from learning.discernment import Counts, Estimate, Prior, measure

if TYPE_CHECKING:
    import numpy as np

Patterns = Mapping[Counts, int]  # how many learners had which counts; collections.Counter makes it
Objective = Callable[[Any], float]

MINIMUM = 100  # learners; below, the range is too wide to say anything and single people weigh too much
FEWEST_ITEMS = 4  # messages of each side that a learner judged, first attempt and unseen before
_NODES = 15  # of the Gauss-Hermite quadrature: 21 and 31 agree to four places
_STEP = 1e-3  # of the numerical Hessian
# Where to look, in the order mean d, mean c, log spread of d, log spread of c. Beyond, 4 + 4 messages cannot tell one value from the next.
_BOUNDS = ((-6.0, 6.0), (-4.0, 4.0), (log(0.1), log(3)), (log(0.1), log(3)))
_EDGE = 1e-3


@dataclass(frozen=True, kw_only=True)
class Fit(Estimate):
    """Mean discernment and bias of a group; with them the standard deviations among learners, minus the log-likelihood, and how many learners.

    An error is infinite where the answers do not say: everybody faultless, for example, may be of any great discernment.
    """

    sd_d: float
    sd_c: float
    nll: float
    learners: int

    @property
    def prior(self) -> Prior:
        """What is believed of a learner of this group before the first answer."""
        return Prior(self.d, self.sd_d, self.c, self.sd_c)


def eligible(patterns: Patterns) -> dict[Counts, int]:
    """Return the patterns with enough messages of each side to be published about.

    >>> eligible({Counts(4, 4, 0, 4): 70, Counts(3, 3, 0, 5): 80})
    {Counts(h=4, ns=4, f=0, nn=4): 70}
    """
    return {counts: people for counts, people in patterns.items() if min(counts.ns, counts.nn) >= FEWEST_ITEMS}


def is_publishable(patterns: Patterns) -> bool:
    """Whether a group's figures may be shown: at least MINIMUM learners with at least 4 + 4 messages each.

    Two groups are compared only where both are publishable and their messages were drawn at random from one bank.

    >>> is_publishable({Counts(4, 4, 0, 4): 70, Counts(3, 4, 1, 4): 30}), is_publishable({Counts(4, 4, 0, 4): 70, Counts(3, 3, 0, 5): 80})
    (True, False)
    """
    return sum(eligible(patterns).values()) >= MINIMUM


def fit(patterns: Patterns) -> Fit:
    """Return the most likely means and spreads (marginal maximum likelihood) with the errors of the means; takes 0.02-0.3 s.

    Whoever publishes it asks is_publishable first and fits eligible(patterns).
    """
    from scipy.optimize import minimize  # noqa: PLC0415 -- never in a web worker

    seen = {counts: people for counts, people in patterns.items() if people and counts.ns and counts.nn}
    if not seen:
        raise ValueError("Nobody judged both scams and real messages.")
    nll = _objective(seen)
    found = minimize(nll, _start(seen), method="L-BFGS-B", bounds=_BOUNDS, options={"ftol": 1e-12, "gtol": 1e-6})
    d, c, log_sd_d, log_sd_c = (float(one) for one in found.x)
    se_d, se_c = _errors(nll, found.x)
    return Fit(d=d, se_d=se_d, c=c, se_c=se_c, sd_d=exp(log_sd_d), sd_c=exp(log_sd_c), nll=float(found.fun), learners=sum(seen.values()))


def _start(patterns: Patterns) -> list[float]:
    """Return where the search begins: all answers pooled, and spreads as people usually have."""
    pooled = measure(*(sum(counts[place] * people for counts, people in patterns.items()) for place in range(4)))
    return [pooled.d, pooled.c, log(0.5), log(0.4)]


def _objective(patterns: Patterns) -> Objective:
    """Return minus the log-likelihood as a function of the four parameters.

    A learner's d and c are normal; given them hits and false alarms are binomial. The integral over d and c is a sum over 15 x 15 nodes.
    """
    import numpy as np  # noqa: PLC0415 -- never in a web worker
    from scipy.special import gammaln, log_ndtr, logsumexp  # noqa: PLC0415 -- never in a web worker

    people = np.array([*patterns.values()], dtype=float)
    h, ns, f, nn = np.array([*patterns], dtype=float).T[:, :, None, None]
    ways = sum(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) for k, n in ((h, ns), (f, nn)))
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    start = ways + np.log(np.outer(weights, weights) / weights.sum() ** 2)

    def nll(parameters: "np.ndarray") -> float:
        mu_d, mu_c, log_sd_d, log_sd_c = parameters
        d, c = mu_d + np.exp(log_sd_d) * nodes[:, None], mu_c + np.exp(log_sd_c) * nodes[None, :]
        hit, alarm = d / 2 - c, -d / 2 - c
        scams, genuine = h * log_ndtr(hit) + (ns - h) * log_ndtr(-hit), f * log_ndtr(alarm) + (nn - f) * log_ndtr(-alarm)
        return -float(people @ logsumexp(start + scams + genuine, axis=(1, 2)))

    return nll


def _errors(nll: Objective, best: Sequence[float]) -> tuple[float, float]:
    """Return the standard errors of the two means: from the curvature at the best parameters, those at an edge of the search held fixed."""
    import numpy as np  # noqa: PLC0415 -- never in a web worker

    free = [place for place, (low, high) in enumerate(_BOUNDS) if low + _EDGE < best[place] < high - _EDGE]
    steps = np.eye(len(_BOUNDS))[free] * _STEP
    curvature = np.array([
        [nll(best + one + other) - nll(best + one - other) - nll(best - one + other) + nll(best - one - other) for other in steps] for one in steps
    ]) / (4 * _STEP**2)  # fmt: skip
    if not free or np.linalg.eigvalsh(curvature)[0] <= 0:  # flat somewhere: no most likely value to be in error about
        return inf, inf
    spread = dict(zip(free, np.diag(np.linalg.inv(curvature)), strict=True))
    return sqrt(spread.get(0, inf)), sqrt(spread.get(1, inf))
