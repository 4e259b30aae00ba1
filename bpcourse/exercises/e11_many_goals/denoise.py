"""Task 11.8: one level of noise: what a denoiser is asked in training, and one step of the sampler."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.common.exchanged import results_exchanged
from bpcourse.exercises.e11_many_goals.seeds import of_examples, piece_of
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip


def _fresh(sigma, s):
    return s**2 * (sigma**2 - s**2) / sigma**2


def _denoise(
    X,
    eps,
    A,
    sigma,
    following,
    noise,
    *,
    spoilt=lambda X, eps, sigma: X + sigma * eps,
    seed=lambda A, eps, X, sigma: A - eps,
    clean=lambda x, A, sigma: x - sigma * A,
    fresh=_fresh,
    u=lambda u2: np.sqrt(u2),
    d=lambda s, u2, sigma: np.sqrt(np.maximum(s**2 - u2, 0)),
    base=lambda clean, x: clean,
    along=lambda A, eps, x: A,
    new=lambda noise, eps: noise,
    joined=lambda base, old, new: base + old + new,
) -> tuple:
    """Return noisy, D, clean and next; each keyword is a piece that a slip may replace."""
    sigma, s = sigma[:, None], following[:, None]
    x = spoilt(X, eps, sigma)
    guess = clean(x, A, sigma)
    u2 = fresh(sigma, s)
    step = joined(base(guess, x), d(s, u2, sigma) * along(A, eps, x), u(u2) * new(noise, eps))
    return x, seed(A, eps, X, sigma), guess, step


def _draw(m: int, n: int, low: float = 0.3, high: float = 1.8, last: int = 0):
    """Return a draw; for the last so many examples the next level is 0."""

    def draw(rng):
        sigma = rng.permutation(np.geomspace(low, high, m) if m > 1 else np.array([high])) * rng.uniform(0.9, 1.1)
        s = sigma * rng.uniform(0.74, 0.92, m)
        if last:
            s[rng.permutation(m)[:last]] = 0.0
        eps = rng.normal(0.2, 1, (m, n))
        return (
            rng.normal(0.5, 1, (m, n)),
            eps,
            eps + rng.normal(0.3, 0.8, (m, n)),
            sigma,
            s,
            rng.normal(-0.3, 1, (m, n)),
        )

    return draw


NOISY = "noisy = x + σ ε."
SPOILT = (
    Slip(
        "variance-for-deviation", f"ε has been multiplied by σ², the variance. {NOISY}", lambda X, e, sd: X + sd**2 * e
    ),
    Slip("root-for-deviation", f"ε has been multiplied by √σ. {NOISY}", lambda X, e, sd: X + np.sqrt(sd) * e),
    Slip("sigma-left-out", f"σ is missing. {NOISY}", lambda X, e, sd: X + e),
    Slip(
        "x-made-smaller",
        f"x has been multiplied by √(1 - σ²): another way to add noise, not this one. {NOISY}",
        lambda X, e, sd: np.sqrt(np.abs(1 - sd**2)) * X + sd * e,
    ),
    Slip(
        "x-made-smaller-by-1-minus-sigma",
        f"x has been multiplied by 1 - σ. {NOISY}",
        lambda X, e, sd: (1 - sd) * X + sd * e,
    ),
    Slip("noise-subtracted", f"the noise has been subtracted. {NOISY}", lambda X, e, sd: X - sd * e),
    Slip("noise-alone", f"x is missing. {NOISY}", lambda X, e, sd: sd * e),
    Slip("divided-by-sigma", f"ε has been divided by σ. {NOISY}", lambda X, e, sd: X + e / sd),
    Slip("one-sigma-for-all", f"all examples have the σ of the first. {NOISY}", lambda X, e, sd: X + sd[0] * e),
    Slip("scaled-together", f"σ has been multiplied to x, too. {NOISY}", lambda X, e, sd: sd * (X + e)),
    Slip(
        "brought-to-variance-1",
        f"it has been divided by √(1 + σ²). {NOISY}",
        lambda X, e, sd: (X + sd * e) / np.sqrt(1 + sd**2),
    ),
)
SEED = "D = A - ε: the network shall say which noise was added."
SEEDS = (
    Slip("sign", f"it has the wrong sign. {SEED}", lambda A, e, X, sd: e - A),
    Slip("clean-for-target", f"x stands where ε belongs. {SEED}", lambda A, e, X, sd: A - X),
    Slip("scaled-noise-for-target", f"σ ε stands where ε belongs. {SEED}", lambda A, e, X, sd: A - sd * e),
    Slip("noisy-for-target", f"the noisy x stands where ε belongs. {SEED}", lambda A, e, X, sd: A - (X + sd * e)),
    Slip("twice", f"there is a 2 too many: the cost is ½ Σ(a - ε)². {SEED}", lambda A, e, X, sd: 2 * (A - e)),
    Slip(
        "mean-over-columns",
        f"it has been divided by the number of columns. {SEED}",
        lambda A, e, X, sd: (A - e) / A.shape[1],
    ),
    Slip("divided-by-m", f"it has been divided by m. δ is per example. {SEED}", lambda A, e, X, sd: (A - e) / len(A)),
    Slip(
        "mse-over-everything",
        f"it has been divided by the number of all entries, and doubled. {SEED}",
        lambda A, e, X, sd: 2 * (A - e) / A.size,
    ),
    Slip("weighted-by-sigma", f"it has been multiplied by σ. {SEED}", lambda A, e, X, sd: sd * (A - e)),
    Slip("weighted-by-variance", f"it has been multiplied by σ². {SEED}", lambda A, e, X, sd: sd**2 * (A - e)),
    Slip("score-for-target", f"-ε/σ, the score, stands where ε belongs. {SEED}", lambda A, e, X, sd: A + e / sd),
    Slip("target-left-out", f"ε is missing. {SEED}", lambda A, e, X, sd: A),
    Slip("noise-added", f"ε has been added. {SEED}", lambda A, e, X, sd: A + e),
    Slip("squared", f"the difference has been squared. {SEED}", lambda A, e, X, sd: (A - e) ** 2),
    Slip(
        "sign-only",
        f"only the sign is there: that belongs to a cost |a - ε|. {SEED}",
        lambda A, e, X, sd: np.sign(A - e),
    ),
)
CLEAN = "clean = noisy - σ A."
CLEANS = (
    Slip(
        "variance-in-clean",
        f"A has been multiplied by σ²: that belongs to a score. {CLEAN}",
        lambda x, A, sd: x - sd**2 * A,
    ),
    Slip(
        "variance-added-in-clean",
        f"this is noisy + σ² A, Tweedie's rule for a score. A is the noise. {CLEAN}",
        lambda x, A, sd: x + sd**2 * A,
    ),
    Slip("noise-added-in-clean", f"the noise has been added once more. {CLEAN}", lambda x, A, sd: x + sd * A),
    Slip("sigma-left-out-of-clean", f"σ is missing. {CLEAN}", lambda x, A, sd: x - A),
    Slip("A-taken-for-clean", f"A stands there: it is the noise, not x. {CLEAN}", lambda x, A, sd: A),
    Slip(
        "clean-made-larger",
        f"it has been divided by √(1 - σ²), for another way to add noise. {CLEAN}",
        lambda x, A, sd: (x - sd * A) / np.sqrt(np.abs(1 - sd**2)),
    ),
    Slip("clean-divided-by-sigma", f"A has been divided by σ. {CLEAN}", lambda x, A, sd: x - A / sd),
    Slip("root-in-clean", f"A has been multiplied by √σ. {CLEAN}", lambda x, A, sd: x - np.sqrt(sd) * A),
    Slip("clean-is-noisy", f"the noise has not been taken off. {CLEAN}", lambda x, A, sd: x),
    Slip("clean-with-one-sigma", f"all examples have the σ of the first. {CLEAN}", lambda x, A, sd: x - sd[0] * A),
    Slip("clean-over-sigma", f"the difference has been divided by σ. {CLEAN}", lambda x, A, sd: (x - A) / sd),
)
U = "u² = s² (σ² - s²)/σ²."
FRESH = (
    Slip("fresh-of-the-difference", f"this is σ² - s². {U}", lambda sd, s: sd**2 - s**2),
    Slip("fresh-of-the-next-level", f"this is s²: all noise is new. {U}", lambda sd, s: s**2 + 0 * sd),
    Slip("fresh-of-this-level", f"this is the noise of level σ, not of the next one. {U}", lambda sd, s: sd**2 + 0 * s),
    Slip(
        "levels-exchanged",
        f"σ and s have changed places. {U}",
        lambda sd, s: np.where(s > 0, sd**2 * (sd**2 - s**2) / np.maximum(s, 1e-300) ** 2, 0),
    ),
    Slip("nothing-fresh", f"no fresh noise: that is the deterministic step. {U}", lambda sd, s: 0 * s),
    Slip("fresh-not-divided", f"σ² is missing below. {U}", lambda sd, s: s**2 * (sd**2 - s**2)),
    Slip("fresh-without-squares", f"the squares are missing. {U}", lambda sd, s: s * (sd - s) / sd),
    Slip("fresh-by-sigma", f"it has been divided by σ, not by σ². {U}", lambda sd, s: s**2 * (sd**2 - s**2) / sd),
    Slip("fresh-s-not-squared", f"s stands once before the bracket. {U}", lambda sd, s: s * (sd**2 - s**2) / sd**2),
    Slip(
        "fresh-squared-difference",
        f"(σ - s)² stands where σ² - s² belongs. {U}",
        lambda sd, s: s**2 * (sd - s) ** 2 / sd**2,
    ),
    Slip("fresh-half", f"it has been halved. {U}", lambda sd, s: _fresh(sd, s) / 2),
    Slip("fresh-share-left-out", f"s² is missing: this is (σ² - s²)/σ². {U}", lambda sd, s: (sd**2 - s**2) / sd**2),
)
US = (
    Slip(
        "u-squared",
        "u², the variance, stands before the fresh noise. Its root belongs there, the deviation.",
        lambda u2: u2,
    ),
    Slip("u-halved", "u has been halved.", lambda u2: np.sqrt(u2) / 2),
    Slip("u-fourth-root", "the root has been taken twice.", lambda u2: u2**0.25),
    Slip("fresh-noise-left-out", "the fresh noise is missing: d² = s² - u² needs u and the noise.", lambda u2: 0 * u2),
    Slip("u-is-one", "u is missing before the fresh noise.", lambda u2: np.ones_like(u2)),
)
DD = "d² = s² - u²: old and fresh noise together have the deviation s."
DS = (
    Slip(
        "whole-level-of-old-noise",
        f"s stands where d belongs, and fresh noise is added: too much noise. {DD}",
        lambda s, u2, sd: s + 0 * u2,
    ),
    Slip("d-squared", f"d² stands there, without its root. {DD}", lambda s, u2, sd: s**2 - u2),
    Slip("full-jump", f"nothing of the old noise is left. {DD}", lambda s, u2, sd: 0 * s),
    Slip(
        "noise-of-this-level",
        f"σ stands there: the noise of this level has been put back. {DD}",
        lambda s, u2, sd: sd + 0 * s,
    ),
    Slip("d-of-sigma", f"σ² stands where s² belongs. {DD}", lambda s, u2, sd: np.sqrt(np.abs(sd**2 - u2))),
    Slip("d-of-the-difference", f"s - u stands there. {DD}", lambda s, u2, sd: s - np.sqrt(u2)),
    Slip("d-with-plus", f"u² has been added. {DD}", lambda s, u2, sd: np.sqrt(s**2 + u2)),
    Slip("d-step-of-levels", f"σ - s stands there. {DD}", lambda s, u2, sd: sd - s),
    Slip("d-is-one", f"1 stands there: A has no size. {DD}", lambda s, u2, sd: np.ones_like(s)),
    Slip("d-subtracts-u", f"u stands where u² belongs. {DD}", lambda s, u2, sd: np.sqrt(np.abs(s**2 - np.sqrt(u2)))),
    Slip("d-of-the-shares", f"1 stands where s² belongs. {DD}", lambda s, u2, sd: np.sqrt(np.abs(1 - u2))),
)
NEXT = "next = clean + d A + u noise."
BASES = (Slip("from-the-noisy-point", f"the step begins at the noisy point. {NEXT}", lambda clean, x: x),)
ALONGS = (
    Slip(
        "true-noise-in-the-sampler", f"ε stands where A belongs: in sampling nobody knows it. {NEXT}", lambda A, e, x: e
    ),
    Slip("noisy-in-place-of-A", f"the noisy point stands where A belongs. {NEXT}", lambda A, e, x: x),
)
NEWS = (Slip("old-noise-for-fresh", f"ε stands where fresh noise belongs. {NEXT}", lambda noise, e: e),)
JOINED = (
    Slip("old-noise-subtracted", f"d A has been subtracted. {NEXT}", lambda b, old, new: b - old + new),
    Slip("fresh-noise-subtracted", f"the fresh noise has been subtracted. {NEXT}", lambda b, old, new: b + old - new),
    Slip("clean-left-out", f"clean is missing. {NEXT}", lambda b, old, new: old + new),
    Slip(
        "clean-only",
        f"this is the full jump, clean itself, with nothing put back. {NEXT}",
        lambda b, old, new: b + 0 * old,
    ),
)


def _next_only(**pieces):
    return lambda *given: (*_denoise(*given)[:3], _denoise(*given, **pieces)[3])


MISTAKES = (
    *results_exchanged(_denoise, ("noisy", "D", "clean", "next")),
    Mistake(
        "step-to-this-level",
        "The step ends at the level σ that it began at. The next level is s.",
        lambda X, eps, A, sigma, s, noise: (
            *_denoise(X, eps, A, sigma, s, noise)[:3],
            _denoise(X, eps, A, sigma, s, noise, d=lambda s, u2, sd: sd, u=lambda u2: 0 * u2)[3],
        ),
    ),
    Mistake(
        "d-and-u-exchanged",
        f"u stands before A and d before the fresh noise. {NEXT}",
        lambda *given: _denoise(
            *given, u=lambda u2: np.sqrt(np.maximum(given[4][:, None] ** 2 - u2, 0)), d=lambda s, u2, sd: np.sqrt(u2)
        ),
    ),
    Mistake(
        "next-level-in-clean",
        f"s stands where σ belongs. {CLEAN}",
        lambda *given: _denoise(*given, clean=lambda x, A, sd: x - given[4][:, None] * A),
    ),
    Mistake(
        "clean-known-in-the-step",
        f"In the step stands X where clean belongs: in sampling nobody knows it. {NEXT}",
        lambda X, eps, A, sigma, s, noise: _denoise(X, eps, A, sigma, s, noise, base=lambda clean, x: X),
    ),
    Mistake(
        "noise-also-at-the-end",
        "Where s is 0, noise has been added: with the last step the noise ends.",
        lambda X, eps, A, sigma, s, noise: (
            *_denoise(X, eps, A, sigma, s, noise)[:3],
            _denoise(X, eps, A, sigma, s, noise)[3] + (s == 0)[:, None] * noise * sigma[:, None],
        ),
    ),
    Mistake(
        "variance-for-deviation-throughout",
        "σ² stands where σ belongs. σ is a deviation: noisy = x + σ ε, clean = noisy - σ A.",
        lambda *given: _denoise(
            *given, spoilt=piece_of(SPOILT, "variance-for-deviation"), clean=piece_of(CLEANS, "variance-in-clean")
        ),
    ),
    Mistake(
        "variance-preserving-throughout",
        "√(1 - σ²) belongs to another way to add noise. Here noisy = x + σ ε, and clean = noisy - σ A.",
        lambda *given: _denoise(
            *given, spoilt=piece_of(SPOILT, "x-made-smaller"), clean=piece_of(CLEANS, "clean-made-larger")
        ),
    ),
    Mistake(
        "clean-as-the-target-throughout",
        "A has been taken for the clean x. A is the noise that the network guesses: D = A - ε, clean = noisy - σ A.",
        lambda *given: _denoise(
            *given, seed=piece_of(SEEDS, "clean-for-target"), clean=piece_of(CLEANS, "A-taken-for-clean")
        ),
    ),
    Mistake(
        "sigma-left-out-throughout",
        "σ is missing. Noise of level σ is σ ε.",
        lambda *given: _denoise(
            *given, spoilt=piece_of(SPOILT, "sigma-left-out"), clean=piece_of(CLEANS, "sigma-left-out-of-clean")
        ),
    ),
)

DENOISE = FunctionTask(
    id="11.8",
    title="Noise on, noise off",
    misconceptions="the variance for the deviation; x or σ ε as target; the wrong sign; noise of this level for the "
    "next; all of the old noise and fresh noise; the full jump",
    answer="denoise",
    difficulty=3,
    minutes=30,
    section="lesson 11a, section 7",
    names=("noisy", "D", "clean", "next"),
    oracle=_denoise,
    sites=(
        Site("spoilt", SPOILT, result="noisy"),
        Site("seed", SEEDS, result="D"),
        Site("clean", CLEANS),
        Site("fresh", FRESH, result="next"),
        Site("d", DS, result="next"),
        Site("u", US, result="next"),
        Site("joined", JOINED, result="next"),
        Site("base", BASES, result="next"),
        Site("along", ALONGS, result="next"),
        Site("new", NEWS, result="next"),
    ),
    in_pairs=5,
    mistakes=MISTAKES,
    parts=(
        Part("seven points of the plane", 1.0, _draw(7, 2)),
        Part("four points of five numbers, little noise", 0.75, _draw(4, 5, 0.05, 0.6)),
        Part("some steps are the last", 0.75, _draw(6, 3, last=2)),
        Part("one point", 0.25, _draw(1, 2), telling=False),
        Part("as many numbers as points", 0.25, _draw(3, 3), telling=False),
    ),
    scales=lambda X, *_: (of_examples(len(X)),),
    hints=(
        "sigma and s have one number for each example: sigma[:, None] stands beside an array of rows.",
        "noisy = X + σ ε, and A is a guess of ε. Put the guess in place of ε and solve for X: that is clean.",
        "u2 = s**2 * (sigma**2 - s**2) / sigma**2; next = clean + np.sqrt(s**2 - u2) * A + np.sqrt(u2) * noise. With "
        "s = 0 both roots are 0.",
    ),
    insight="A network that can only say which noise was added makes points out of nothing but noise, if it is asked "
    "again and again.",
)
