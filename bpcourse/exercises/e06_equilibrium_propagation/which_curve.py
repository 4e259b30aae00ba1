"""Task 06.5: which curve is which."""

from __future__ import annotations

from bpcourse.tasks import Mistake, Part, ValueTask
from bpcourse.tasks.judgement import Band, Word, look_again, share

ONE, BOTH = "one-sided", "symmetric"
CURVES = {
    "A": "one-sided, six sweeps",
    "B": BOTH,
    "C": "symmetric, float32",
    "D": ONE,
    "E": "symmetric, six sweeps",
}
REASONS = ("rounding", "residual", "curvature", "asymmetry")
CHOICES = (ONE, BOTH, "either", "neither")


def _taken(pairs: dict, **more):
    return lambda: {**pairs, **more}


def _pull(low: float, high: float, name: str, curve: str) -> Band:
    words = f"{name}: find one per cent, 10⁻², on the vertical axis, go across to the settled {curve}, and down to β. "
    return Band(low, high, share(0.35), look_again(f"{words}Asked for is the largest β that will do."))


WHICH_CURVE = ValueTask(
    id="06.5",
    title="Which nudging? Five curves of errors",
    misconceptions='"the smaller β, the better"; an unfinished relaxation taken for rounding',
    answer="curves",
    difficulty=3,
    minutes=20,
    section="lesson 6b, sections 1 and 5",
    truth=lambda: {
        **CURVES,
        "A_left": "residual",
        "C_left": "rounding",
        "hurry": BOTH,
        "beta_one": 6.5e-3,
        "beta_sym": 0.075,
    },
    parts=(
        *(Part(name, 0.25, judgement=Word(tuple(sorted(CURVES.values())))) for name in CURVES),
        *(Part(name, 0.25, judgement=Word(REASONS)) for name in ("A_left", "C_left")),
        Part("hurry", 0.25, judgement=Word(CHOICES)),
        Part("beta_one", 0.25, judgement=_pull(3e-3, 8e-3, "beta_one", "one-sided curve")),
        Part("beta_sym", 0.25, judgement=_pull(0.04, 0.085, "beta_sym", "symmetric curve in float64")),
    ),
    mistakes=(
        Mistake(
            "orders-exchanged",
            "B and D: the one-sided error grows with β, one decade a decade; the symmetric one with β², two decades a "
            "decade. Look at the slopes on the right.",
            _taken({"B": ONE, "D": BOTH}),
        ),
        Mistake(
            "steep-is-not-one-sided",
            "B, C or E: on the right this curve has the slope 2, two decades of error a decade of β. That is symmetric "
            "nudging.",
            _taken({"B": "one-sided, six sweeps", "C": ONE, "E": ONE}),
        ),
        Mistake(
            "residual-taken-for-rounding",
            "A: rounding would be far smaller. Where this curve turns, β is larger than 0.01, and float32 has seven "
            "digits. What is divided by β here must be of size 10⁻³.",
            _taken({"A": "symmetric, float32", "A_left": "rounding"}),
        ),
        Mistake(
            "rounding-taken-for-residual",
            "C: in the symmetric estimate the residual of an unfinished relaxation cancels. What is divided by β here "
            "is about 10⁻⁷: the last digit of a float32.",
            _taken({"C": "one-sided, six sweeps", "C_left": "residual"}),
        ),
        Mistake(
            "flat-taken-for-rounding",
            "E: rounding is divided by β, so it would rise to the left. This error stays the same however small β is.",
            _taken({"E": "symmetric, float32"}),
        ),
        Mistake(
            "flat-taken-for-one-sided",
            "E: in the one-sided estimate the unfinished rest is divided by β and rises to the left. Here it stays "
            "what it is: in both phases it is the same, and most of it cancels.",
            _taken({"E": "one-sided, six sweeps"}),
        ),
        Mistake(
            "unfinished-taken-for-finished",
            "D or B: this curve falls until rounding shows. With an unfinished relaxation it would not.",
            _taken({"D": "one-sided, six sweeps", "B": "symmetric, six sweeps"}),
        ),
        Mistake(
            "finished-taken-for-unfinished",
            "A: a settled one-sided estimate gets better as β falls. This one turns and gets worse.",
            _taken({"A": ONE}),
        ),
        Mistake(
            "flat-taken-for-settled",
            "E: a settled symmetric estimate falls with β², down to rounding. This one stops at half a per cent.",
            _taken({"E": BOTH}),
        ),
        Mistake(
            "float32-taken-for-float64",
            "C: in float64 the symmetric error falls to 10⁻¹⁰ before rounding shows. Here it turns at 10⁻⁴.",
            _taken({"C": BOTH}),
        ),
        Mistake(
            "float64-taken-for-float32",
            "B: rounding shows here only at 10⁻¹⁰. Seven digits would show much earlier.",
            _taken({"B": "symmetric, float32"}),
        ),
        Mistake(
            "float32-taken-for-unfinished",
            "C: an unfinished symmetric estimate stops falling and stays where it is. This one rises to the left, one "
            "decade a decade.",
            _taken({"C": "symmetric, six sweeps"}),
        ),
        Mistake(
            "symmetric-for-a-slope-of-one",
            "A or D: on the right this curve has the slope 1, one decade of error a decade of β. That is one-sided "
            "nudging.",
            _taken({"A": "symmetric, six sweeps", "D": "symmetric, float32"}),
        ),
        Mistake(
            "symmetric-that-rises",
            "A: on the right this curve has the slope 1, and with symmetric nudging in float64 it would not rise like "
            "this on the left.",
            _taken({"A": BOTH}),
        ),
        Mistake(
            "curvature-on-the-left",
            "The bend of the states' path as β grows is what one sees on the right. On the left β is so small that the "
            "path is straight.",
            _taken({"A_left": "curvature", "C_left": "curvature"}),
        ),
        Mistake(
            "asymmetry-blamed",
            "The connections of this network are symmetric, in all five curves.",
            _taken({"A_left": "asymmetry", "C_left": "asymmetry"}),
        ),
        Mistake(
            "one-sided-with-six-sweeps",
            "hurry: look at the lowest point of the one-sided curve with six sweeps. Two per cent is far below.",
            _taken({"hurry": ONE}),
        ),
        Mistake(
            "either-with-six-sweeps",
            "hurry: one of the two curves with six sweeps never comes below ten per cent.",
            _taken({"hurry": "either"}),
        ),
        Mistake(
            "neither-with-six-sweeps",
            "hurry: one of the two curves with six sweeps is below two per cent wherever β is below 0.1.",
            _taken({"hurry": "neither"}),
        ),
        Mistake(
            "beta-of-the-symmetric-curve",
            "beta_one: this is the β of the symmetric curve. One-sided nudging bears a far weaker pull.",
            _taken({"beta_one": 0.075}),
        ),
        Mistake(
            "beta-of-the-one-sided-curve",
            "beta_sym: this is the β of the one-sided curve. Symmetric nudging bears a far stronger pull.",
            _taken({"beta_sym": 6.5e-3}),
        ),
        Mistake(
            "point-of-the-table",
            "beta_sym: this is the last point of the table below one per cent. The curve reaches one per cent further "
            "to the right, between two points.",
            _taken({"beta_sym": 10**-1.5}),
        ),
        Mistake(
            "point-above-one-per-cent",
            "beta_sym: this is the first point of the table above one per cent; the error there is 1.8 %. Read between "
            "the points.",
            _taken({"beta_sym": 0.1}),
        ),
        Mistake(
            "beta-of-the-smallest-error",
            "This is the β with the smallest error. Asked for is the largest β with an error of at most one per cent: "
            "a strong pull is worth having.",
            _taken({"beta_one": 1e-7, "beta_sym": 10**-5.5}),
        ),
        Mistake(
            "betas-exchanged",
            "beta_one and beta_sym are exchanged: the symmetric rule allows the larger pull.",
            _taken({"beta_one": 0.075, "beta_sym": 6.5e-3}),
        ),
        Mistake(
            "error-for-beta",
            "This is the error itself, or one that goes with another pull. Find one per cent, 10⁻², on the vertical "
            "axis, go across to the curve, and down to β.",
            _taken({"beta_one": 0.015, "beta_sym": 0.018}),
        ),
        Mistake(
            "finished-one-sided-taken-for-symmetric",
            "D: on the right this curve has the slope 1, one decade of error a decade of β, and it goes on falling to "
            "the left. Symmetric nudging has the slope 2.",
            _taken({"D": "symmetric, six sweeps"}),
        ),
        Mistake(
            "per-cent",
            "This is β in per cent. Give β itself, as on the axis.",
            _taken({"beta_one": 0.65, "beta_sym": 7.5}),
        ),
        Mistake(
            "exponent",
            "This is the exponent of β. Give β itself, a number between 0 and 1.",
            _taken({"beta_one": -2.19, "beta_sym": -1.12}),
        ),
        Mistake(
            "ten-per-cent",
            "beta_sym: here the error is ten per cent, 10⁻¹. Asked for is one per cent, 10⁻².",
            _taken({"beta_sym": 0.235}),
        ),
        Mistake(
            "a-tenth-of-a-per-cent",
            "beta_one: here the error is a tenth of a per cent, 10⁻³. Asked for is one per cent, 10⁻².",
            _taken({"beta_one": 6.5e-4}),
        ),
    ),
    hints=(
        "First the slopes on the right: two curves have the slope 1, three the slope 2.",
        "Then the left: an unfinished rest r, or a rounding error, gives r/β, a slope of -1. How large is r each time?",
        "The symmetric rule starts both phases at the same place: the unfinished rest is in both, and cancels.",
    ),
    insight=(
        "Where all is settled, a rise to the left is the U-curve of lesson 2, section 9: nearly equal states are "
        "subtracted and divided by a small β."
    ),
)
