"""Task 11.3: the seed at the end of a VAE's encoder."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.common.exchanged import results_exchanged
from bpcourse.exercises.e11_many_goals.seeds import of_examples, piece_of
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip
from bpcourse.tasks.words import Scale


def _encoder(
    mu,
    s,
    eps,
    g_z,
    *,
    sigma=lambda s: np.exp(s / 2),
    code=lambda mu, sigma, eps: mu + sigma * eps,
    variance=lambda s: np.exp(s),
    terms=lambda mu, var, s: mu**2 + var - 1 - s,
    total=lambda terms: terms.sum(axis=1),
    half=lambda value: value / 2,
    mu_path=lambda g_z, mu: g_z,
    mu_kl=lambda mu, g_z: mu,
    sigma_back=lambda s: np.exp(s / 2),
    s_path=lambda g_z, eps, sigma, z: g_z * eps * sigma / 2,
    variance_back=lambda s: np.exp(s),
    s_kl=lambda var, s: (var - 1) / 2,
) -> tuple:
    """Return z, KL, g_mu and g_s; each keyword is a piece that a slip may replace."""
    z = code(mu, sigma(s), eps)
    KL = half(total(terms(mu, variance(s), s)))
    g_mu = mu_path(g_z, mu) + mu_kl(mu, g_z)
    return z, KL, g_mu, s_path(g_z, eps, sigma_back(s), z) + s_kl(variance_back(s), s)


def _draw(m: int, k: int, centre: float = -0.3, spread: float = 0.6):
    def draw(rng):
        mu, eps = rng.normal(0.2, 1, (m, k)), rng.normal(0.1, 1, (m, k))
        return mu, rng.normal(centre, spread, (m, k)), eps, rng.normal(0.3, 1, (m, k))

    return draw


DEVIATION = "σ = e^(s/2), because s = ln σ²."
SIGMAS = (
    Slip("s-taken-for-ln-sigma", f"this is e^s, which is σ². {DEVIATION}", np.exp),
    Slip("s-taken-for-sigma", f"s itself stands where σ belongs. {DEVIATION}", lambda s: s),
    Slip("sigma-of-the-wrong-sign", f"this is e^(-s/2), which is 1/σ. {DEVIATION}", lambda s: np.exp(-s / 2)),
    Slip("sigma-squared-twice", f"this is e^(2s). {DEVIATION}", lambda s: np.exp(2 * s)),
    Slip("root-of-s", f"the root of s has been taken. {DEVIATION}", lambda s: np.sqrt(np.abs(s))),
    Slip("softplus", f"this is ln(1 + e^s), another convention. {DEVIATION}", lambda s: np.log1p(np.exp(s))),
    Slip("half-outside", f"the ½ stands outside: this is e^s/2. {DEVIATION}", lambda s: np.exp(s) / 2),
    Slip("sigma-is-one", f"σ is missing: 1 stands there. {DEVIATION}", np.ones_like),
)
Z = "z = μ + σ ε."
CODES = (
    Slip("noise-left-out", f"the noise is missing: this is μ. {Z}", lambda mu, sigma, eps: mu),
    Slip("noise-only", f"μ is missing. {Z}", lambda mu, sigma, eps: sigma * eps),
    Slip("noise-subtracted", f"the noise has been subtracted. {Z}", lambda mu, sigma, eps: mu - sigma * eps),
    Slip("mu-times-eps", f"ε has been multiplied to μ. {Z}", lambda mu, sigma, eps: sigma + mu * eps),
    Slip("z-standardised", f"μ has been subtracted and σ divided out. {Z}", lambda mu, sigma, eps: (eps - mu) / sigma),
    Slip("both-times-eps", f"ε has been multiplied to both. {Z}", lambda mu, sigma, eps: (mu + sigma) * eps),
)
VARIANCE = "σ² = e^s."
VARIANCES = (
    Slip("variance-of-ln-sigma", f"this is e^(2s): s has been taken for ln σ. {VARIANCE}", lambda s: np.exp(2 * s)),
    Slip("s-squared", f"this is s²: s has been taken for σ. {VARIANCE}", lambda s: s**2),
    Slip("deviation-for-variance", f"this is e^(s/2), which is σ. {VARIANCE}", lambda s: np.exp(s / 2)),
    Slip("exponential-left-out", f"the exponential is missing. {VARIANCE}", lambda s: s),
    Slip("one-over-the-variance", f"this is e^(-s). {VARIANCE}", lambda s: np.exp(-s)),
)
KL = "KL = ½ Σ(μ² + e^s - 1 - s), the sum over the latent numbers of each example."
TERMS = (
    Slip("kl-of-the-wrong-sign", f"it has the wrong sign. {KL}", lambda mu, var, s: -(mu**2 + var - 1 - s)),
    Slip("kl-s-added", f"s has been added. {KL}", lambda mu, var, s: mu**2 + var - 1 + s),
    Slip(
        "kl-s-twice",
        f"2 s stands where s belongs: s is ln σ² already. {KL}",
        lambda mu, var, s: mu**2 + var - 1 - 2 * s,
    ),
    Slip(
        "kl-s-logged",
        f"the logarithm of |s| stands where s belongs. {KL}",
        lambda mu, var, s: mu**2 + var - 1 - np.log(np.abs(s)),
    ),
    Slip("kl-ln-s-squared", f"ln s² stands where s belongs. {KL}", lambda mu, var, s: mu**2 + var - 1 - np.log(s**2)),
    Slip("kl-without-1", f"the 1 is missing. {KL}", lambda mu, var, s: mu**2 + var - s),
    Slip("kl-without-mu", f"μ² is missing. {KL}", lambda mu, var, s: var - 1 - s),
    Slip("kl-mu-not-squared", f"μ has not been squared. {KL}", lambda mu, var, s: mu + var - 1 - s),
    Slip("kl-without-the-variance", f"e^s is missing. {KL}", lambda mu, var, s: mu**2 - 1 - s),
    Slip("kl-without-s", f"s is missing. {KL}", lambda mu, var, s: mu**2 + var - 1),
    Slip("kl-mu-subtracted", f"μ² has been subtracted. {KL}", lambda mu, var, s: -(mu**2) + var - 1 - s),
    Slip("kl-variance-subtracted", f"e^s has been subtracted. {KL}", lambda mu, var, s: mu**2 - var - 1 - s),
    Slip(
        "kl-reversed",
        f"this is the KL divergence the other way round, from N(0, 1). {KL}",
        lambda mu, var, s: (mu**2 + 1) / var - 1 + s,
    ),
    Slip("kl-s-halved", f"s/2 stands where s belongs. {KL}", lambda mu, var, s: mu**2 + var - 1 - s / 2),
)
TOTALS = (
    Slip("mean-over-latents", f"the mean over the latent numbers has been taken. {KL}", lambda t: t.mean(axis=1)),
    Slip("kl-first-latent-only", f"only the first latent number counts. {KL}", lambda t: t[:, 0]),
    Slip("kl-over-everything", f"every example has the sum of all. {KL}", lambda t: np.full(len(t), t.sum())),
)
HALVES = (
    Slip("kl-half-missing", f"the ½ is missing. {KL}", lambda value: value),
    Slip("kl-half-twice", f"there is a ½ too many. {KL}", lambda value: value / 4),
    Slip("kl-divided-by-m", f"it has been divided by m. {KL}", lambda value: value / 2 / len(value)),
)
G_MU = "g_mu = g_z + μ: the decoder's part and KL's."
MU_PATHS = (
    Slip("decoder-left-out-of-g_mu", f"the decoder's part is missing. {G_MU}", lambda g, mu: 0 * g),
    Slip("g_z-times-mu", f"μ has been multiplied to the decoder's part. {G_MU}", lambda g, mu: g * mu),
    Slip("g_z-subtracted", f"the decoder's part has the wrong sign. {G_MU}", lambda g, mu: -g),
    Slip(
        "g_z-averaged",
        f"the decoder's part has been averaged over the examples. {G_MU}",
        lambda g, mu: g.mean(axis=0) + 0 * g,
    ),
    Slip(
        "g_z-divided-by-m",
        f"the decoder's part has been divided by m. {G_MU} Both are per example.",
        lambda g, mu: g / len(g),
    ),
)
MU_KLS = (
    Slip("kl-subtracted-in-g_mu", f"KL's part has the wrong sign. {G_MU}", lambda mu, g: -mu),
    Slip("kl-left-out-of-g_mu", f"KL's part is missing. {G_MU}", lambda mu, g: 0 * mu),
    Slip("half-missing-in-g_mu", f"2 μ stands where μ belongs: the ½ of KL is missing. {G_MU}", lambda mu, g: 2 * mu),
    Slip(
        "half-left-in-g_mu",
        f"μ/2 stands where μ belongs: the 2 of the square cancels the ½. {G_MU}",
        lambda mu, g: mu / 2,
    ),
    Slip(
        "mean-over-latents-in-g_mu",
        f"KL's part has been divided by the number of latent numbers. {G_MU}",
        lambda mu, g: mu / mu.shape[1],
    ),
    Slip(
        "mean-over-examples-in-g_mu",
        f"KL's part has been divided by m. {G_MU} Both are per example.",
        lambda mu, g: mu / len(mu),
    ),
    Slip("mu-squared-in-g_mu", f"μ² stands where μ belongs. {G_MU}", lambda mu, g: mu**2),
    Slip(
        "half-mu-squared-in-g_mu",
        f"μ²/2 stands there, KL's part itself and not its derivative. {G_MU}",
        lambda mu, g: mu**2 / 2,
    ),
    Slip("kl-times-m-in-g_mu", f"KL's part has been multiplied by m. {G_MU}", lambda mu, g: mu * len(mu)),
)
G_S = "g_s = ½ g_z ε σ + ½(e^s - 1): the decoder's part and KL's."
S_PATHS = (
    Slip(
        "noise-of-the-first-example",
        f"the noise of the first example stands at all. {G_S}",
        lambda g, e, sd, z: g * e[:1] * sd / 2,
    ),
    Slip(
        "half-missing-in-the-path",
        f"the ½ of the decoder's part is missing: ∂σ/∂s = σ/2. {G_S}",
        lambda g, e, sd, z: g * e * sd,
    ),
    Slip("noise-detached", f"the decoder's part is missing: z depends on s too. {G_S}", lambda g, e, sd, z: 0 * g),
    Slip("noise-left-out-of-the-path", f"ε is missing in the decoder's part. {G_S}", lambda g, e, sd, z: g * sd / 2),
    Slip(
        "derivative-by-sigma",
        f"this is the derivative by σ, g_z ε. By s there is a factor σ/2 more. {G_S}",
        lambda g, e, sd, z: g * e,
    ),
    Slip("z-for-the-noise", f"z stands where σ ε belongs. {G_S}", lambda g, e, sd, z: g * z / 2),
    Slip("g_z-left-out-of-the-path", f"g_z is missing in the decoder's part. {G_S}", lambda g, e, sd, z: e * sd / 2),
    Slip("g_z-handed-on", f"g_z itself stands there. {G_S}", lambda g, e, sd, z: g),
    Slip("path-subtracted", f"the decoder's part has the wrong sign. {G_S}", lambda g, e, sd, z: -g * e * sd / 2),
    Slip("eps-squared", f"ε stands twice in the decoder's part. {G_S}", lambda g, e, sd, z: g * e**2 * sd / 2),
    Slip(
        "path-divided-by-m",
        f"the decoder's part has been divided by m. {G_S} Both are per example.",
        lambda g, e, sd, z: g * e * sd / 2 / len(g),
    ),
    Slip("path-halved-twice", f"the decoder's part has a ½ too many. {G_S}", lambda g, e, sd, z: g * e * sd / 4),
)
S_KLS = (
    Slip("kl-subtracted-in-g_s", f"KL's part has the wrong sign. {G_S}", lambda var, s: (1 - var) / 2),
    Slip("kl-left-out-of-g_s", f"KL's part is missing. {G_S}", lambda var, s: 0 * s),
    Slip("half-missing-in-g_s", f"the ½ of KL's part is missing. {G_S}", lambda var, s: var - 1),
    Slip("1-missing-in-g_s", f"the 1 is missing in KL's part: KL has the term -s, too. {G_S}", lambda var, s: var / 2),
    Slip(
        "mean-over-latents-in-g_s",
        f"KL's part has been divided by the number of latent numbers. {G_S}",
        lambda var, s: (var - 1) / 2 / s.shape[1],
    ),
    Slip(
        "mean-over-examples-in-g_s",
        f"KL's part has been divided by m. {G_S} Both are per example.",
        lambda var, s: (var - 1) / 2 / len(s),
    ),
    Slip(
        "one-over-the-variance-in-g_s",
        f"1/σ² stands where 1 belongs: that is a derivative by σ². {G_S}",
        lambda var, s: (1 - 1 / var) / 2,
    ),
    Slip(
        "derivative-by-sigma-in-g_s",
        f"this is KL's derivative by σ, σ - 1/σ. {G_S}",
        lambda var, s: np.sqrt(var) - 1 / np.sqrt(var),
    ),
    Slip("s-in-g_s", f"s stands where 1 belongs. {G_S}", lambda var, s: (var - s) / 2),
    Slip("kl-added-1-in-g_s", f"1 has been added, not subtracted. {G_S}", lambda var, s: (var + 1) / 2),
    Slip("kl-times-m-in-g_s", f"KL's part has been multiplied by m. {G_S}", lambda var, s: (var - 1) / 2 * len(s)),
    Slip(
        "kl-itself-in-g_s", f"KL's terms stand there, and not their derivative. {G_S}", lambda var, s: (var - 1 - s) / 2
    ),
)


def _made(**pieces):
    return lambda *given: _encoder(*given, **pieces)


LN_SIGMA = {
    "sigma": piece_of(SIGMAS, "s-taken-for-ln-sigma"),
    "variance": piece_of(VARIANCES, "variance-of-ln-sigma"),
    "terms": piece_of(TERMS, "kl-s-twice"),
    "sigma_back": piece_of(SIGMAS, "s-taken-for-ln-sigma"),
    "s_path": piece_of(S_PATHS, "half-missing-in-the-path"),
    "variance_back": piece_of(VARIANCES, "variance-of-ln-sigma"),
    "s_kl": piece_of(S_KLS, "half-missing-in-g_s"),
}
SIGMA = {
    "sigma": piece_of(SIGMAS, "s-taken-for-sigma"),
    "variance": piece_of(VARIANCES, "s-squared"),
    "terms": piece_of(TERMS, "kl-ln-s-squared"),
    "s_path": piece_of(S_PATHS, "derivative-by-sigma"),
    "s_kl": lambda var, s: s - 1 / s,
}
KL_IN_BOTH = {
    "kl-left-out-of-both": "KL's part is missing: this is an autoencoder with noise.",
    "kl-subtracted-in-both": "KL's part has the wrong sign.",
    "half-missing-in-both": "The ½ of KL is missing.",
    "mean-over-latents-in-both": "KL's part has been divided by the number of latent numbers.",
    "mean-over-examples-in-both": "KL's part has been divided by m; both parts are per example.",
    "kl-times-m-in-both": "KL's part has been multiplied by m; both parts are per example.",
}
MISTAKES = (
    *results_exchanged(_encoder, ("z", "KL", "g_mu", "g_s")),
    Mistake(
        "s-taken-for-ln-sigma-throughout",
        "s has been taken for ln σ. Here s = ln σ², so σ = e^(s/2) and σ² = e^s.",
        _made(**LN_SIGMA),
    ),
    Mistake(
        "s-taken-for-sigma-throughout",
        "s has been taken for σ itself. Here s = ln σ², so σ = e^(s/2) and σ² = e^s.",
        _made(**SIGMA),
    ),
    *(
        Mistake(
            id,
            f"{words} {G_MU} {G_S}",
            _made(mu_kl=piece_of(MU_KLS, id.replace("both", "g_mu")), s_kl=piece_of(S_KLS, id.replace("both", "g_s"))),
        )
        for id, words in KL_IN_BOTH.items()
    ),
    Mistake(
        "half-missing-throughout",
        f"The ½ of KL is missing. {KL}",
        _made(
            half=piece_of(HALVES, "kl-half-missing"),
            mu_kl=piece_of(MU_KLS, "half-missing-in-g_mu"),
            s_kl=piece_of(S_KLS, "half-missing-in-g_s"),
        ),
    ),
    Mistake(
        "kl-of-the-wrong-sign-throughout",
        f"KL has the wrong sign. {KL}",
        _made(
            terms=piece_of(TERMS, "kl-of-the-wrong-sign"),
            mu_kl=piece_of(MU_KLS, "kl-subtracted-in-g_mu"),
            s_kl=piece_of(S_KLS, "kl-subtracted-in-g_s"),
        ),
    ),
    Mistake(
        "mean-over-latents-throughout",
        f"The mean over the latent numbers has been taken. {KL}",
        _made(
            total=piece_of(TOTALS, "mean-over-latents"),
            mu_kl=piece_of(MU_KLS, "mean-over-latents-in-g_mu"),
            s_kl=piece_of(S_KLS, "mean-over-latents-in-g_s"),
        ),
    ),
    Mistake(
        "decoder-left-out-of-both",
        f"The decoder's part is missing: this is the gradient of KL alone. {G_MU} {G_S}",
        _made(mu_path=piece_of(MU_PATHS, "decoder-left-out-of-g_mu"), s_path=piece_of(S_PATHS, "noise-detached")),
    ),
    Mistake(
        "divided-by-m-in-both",
        f"It has been divided by m. Gradients are per example here. {G_MU}",
        lambda *given: tuple(r / len(r) if i > 1 else r for i, r in enumerate(_encoder(*given))),
    ),
)

ENCODER = FunctionTask(
    id="11.3",
    title="A VAE's encoder",
    misconceptions="KL's sign; ½ missing on the way through σ; s = ln σ² taken for σ or ln σ; means for sums; the path "
    "through the noise cut",
    answer="encoder_seed",
    difficulty=3,
    minutes=25,
    section="lesson 11a, section 5",
    names=("z", "KL", "g_mu", "g_s"),
    oracle=_encoder,
    sites=(
        Site("sigma", SIGMAS, "z", "z"),
        Site("code", CODES, result="z"),
        Site("variance", VARIANCES, "KL", "KL"),
        Site("terms", TERMS, result="KL"),
        Site("total", TOTALS, result="KL"),
        Site("half", HALVES, result="KL"),
        Site("mu_path", MU_PATHS, result="g_mu"),
        Site("mu_kl", MU_KLS, result="g_mu"),
        Site("sigma_back", SIGMAS, "g_s", "g_s"),
        Site("s_path", S_PATHS, result="g_s"),
        Site("variance_back", VARIANCES, "g_s", "g_s"),
        Site("s_kl", S_KLS, result="g_s"),
    ),
    in_pairs=6,
    mistakes=MISTAKES,
    parts=(
        Part("three latent numbers", 1.0, _draw(7, 3)),
        Part("five latent numbers", 1.0, _draw(4, 5)),
        Part("small σ", 0.5, _draw(6, 4, centre=-3.0, spread=1.0)),
        Part("one example, one latent number", 0.25, _draw(1, 1), telling=False),
        Part("as many latent numbers as examples", 0.25, _draw(3, 3), telling=False),
    ),
    scales=lambda mu, *_: (
        of_examples(len(mu)),
        Scale(mu.shape[1], "number-of-latents", f"k = {mu.shape[1]}"),
    ),
    hints=(
        "Three quantities depend on μ and s: z by two paths, KL directly. Draw the graph: which paths lead from the "
        "cost to s?",
        "∂σ/∂s = ∂ e^(s/2)/∂s = σ/2. And ∂z/∂σ = ε: the noise is a number like any other once it is drawn.",
        "KL = 0.5 * (mu**2 + np.exp(s) - 1 - s).sum(axis=1); g_mu = g_z + mu; "
        "g_s = 0.5 * g_z * eps * np.exp(s / 2) + 0.5 * (np.exp(s) - 1).",
    ),
    insight="The gradient passes a random number, because the number is drawn before and the parameters only shift and "
    "stretch it.",
)
