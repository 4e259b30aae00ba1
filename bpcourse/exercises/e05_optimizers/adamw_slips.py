"""The slips that are made in a step of Adam with decoupled decay, piece by piece (see ``adamw_rule``)."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks.slips import Slip

AVERAGES = (
    Slip(
        "sum-for-average",
        "what is new enters with its full weight. In an average the old has the share β, the new 1 - β.",
        lambda old, new, beta, other, t: beta * old + new,
    ),
    Slip(
        "weights-of-the-average-swapped",
        "β and 1 - β are exchanged. The old average has the large share β, what is new the small one.",
        lambda old, new, beta, other, t: (1 - beta) * old + beta * new,
    ),
    Slip(
        "no-averages",
        "the old average is missing: β times the old one, and 1 - β times what is new.",
        lambda old, new, beta, other, t: (1 - beta) * new,
    ),
    Slip(
        "not-averaged",
        "this is what is new alone. An average keeps the share β of the old one.",
        lambda old, new, beta, other, t: 1.0 * new,
    ),
    Slip(
        "undamped",
        "the whole of the old average is kept. Only the share β of it is.",
        lambda old, new, beta, other, t: old + (1 - beta) * new,
    ),
    Slip(
        "accumulated",
        "what is new is added to all that was, as in AdaGrad. In an average the old has the share β, the new 1 - β.",
        lambda old, new, beta, other, t: old + new,
    ),
    Slip(
        "beta-for-both",
        "β multiplies both, old and new. What is new has the share 1 - β.",
        lambda old, new, beta, other, t: beta * old + beta * new,
    ),
    Slip(
        "share-for-both",
        "1 - β multiplies both, old and new. The old average has the share β.",
        lambda old, new, beta, other, t: (1 - beta) * (old + new),
    ),
    Slip(
        "new-subtracted",
        "what is new has been subtracted. It is added, with the share 1 - β.",
        lambda old, new, beta, other, t: beta * old - (1 - beta) * new,
    ),
    Slip(
        "one-plus-beta",
        "1 + β stands where 1 - β belongs.",
        lambda old, new, beta, other, t: beta * old + (1 + beta) * new,
    ),
    Slip(
        "other-beta",
        "the β is that of the other average: β₁ belongs to m, β₂ to v.",
        lambda old, new, beta, other, t: other * old + (1 - other) * new,
    ),
    Slip(
        "share-of-the-other",
        "the share of what is new is that of the other average: each has 1 minus its own β.",
        lambda old, new, beta, other, t: beta * old + (1 - other) * new,
    ),
    Slip(
        "mean-of-all-steps",
        "this is the mean of all steps so far, each with the same weight. In Adam the shares are β and 1 - β.",
        lambda old, new, beta, other, t: old + (new - old) / t,
    ),
    Slip(
        "not-renewed",
        "the step is made with the old average, which is returned too. Renew it first.",
        lambda old, new, beta, other, t: 1.0 * old,
    ),
    Slip(
        "maximum-for-average",
        "this is a maximum, as in AdaMax. It is an average with the shares β and 1 - β.",
        lambda old, new, beta, other, t: np.maximum(beta * old, np.abs(new)),
    ),
)

HATS = (
    Slip(
        "not-corrected",
        "there is no bias correction. Both m and v begin at zero, so both are too small: divide by 1 - βᵗ.",
        lambda m, beta, other, t: m,
    ),
    Slip(
        "counted-from-zero",
        "the correction divides by 1 - βᵗ⁻¹, which is zero at the first step. t counts from 1: the power is t.",
        lambda m, beta, other, t: m / (1 - beta ** (t - 1)),
    ),
    Slip(
        "counted-too-far",
        "the correction has the power t + 1. t is the number of this step, so the power is t.",
        lambda m, beta, other, t: m / (1 - beta ** (t + 1)),
    ),
    Slip(
        "correction-without-t",
        "the correction always divides by 1 - β, as in the first step. At step t it is 1 - βᵗ, which goes to 1.",
        lambda m, beta, other, t: m / (1 - beta),
    ),
    Slip(
        "correction-squared-beta",
        "the correction always divides by 1 - β². The power is the number of the step, 1 - βᵗ.",
        lambda m, beta, other, t: m / (1 - beta**2),
    ),
    Slip(
        "correction-times-t",
        "the correction divides by 1 - βt. It is the power: 1 - βᵗ, beta ** t.",
        lambda m, beta, other, t: m / (1 - beta * t),
    ),
    Slip(
        "correction-power-of-all",
        "the correction divides by (1 - β)ᵗ. Only β has the power: 1 - βᵗ.",
        lambda m, beta, other, t: m / (1 - beta) ** t,
    ),
    Slip(
        "correction-t-to-beta",
        "base and power are exchanged: tᵝ stands where βᵗ belongs.",
        lambda m, beta, other, t: m / (1 - t**beta),
    ),
    Slip(
        "correction-multiplied",
        "the average is multiplied by 1 - βᵗ. It is too small: divide.",
        lambda m, beta, other, t: m * (1 - beta**t),
    ),
    Slip(
        "correction-without-one",
        "the correction divides by βᵗ. It is 1 - βᵗ.",
        lambda m, beta, other, t: m / beta**t,
    ),
    Slip(
        "correction-of-the-other",
        "the correction has the β of the other average: β₁ for m̂, β₂ for v̂.",
        lambda m, beta, other, t: m / (1 - other**t),
    ),
    Slip(
        "correction-root",
        "the correction divides by the root of 1 - βᵗ. It is 1 - βᵗ itself.",
        lambda m, beta, other, t: m / np.sqrt(1 - beta**t),
    ),
    Slip("corrected-twice", "the correction is made twice.", lambda m, beta, other, t: m / (1 - beta**t) ** 2),
    Slip(
        "correction-subtracted",
        "1 - βᵗ has been subtracted. It divides.",
        lambda m, beta, other, t: m - (1 - beta**t),
    ),
    Slip(
        "correction-bracket",
        "m/1 - βᵗ stands here: brackets are missing around 1 - βᵗ.",
        lambda m, beta, other, t: m / 1 - beta**t,
    ),
)

SQUARES = (
    Slip("square-of-m", "v is made of the squares of m. It is the average of g².", lambda g, m, theta, decay: m * m),
    Slip("not-squared", "v is made of g. It is the average of g².", lambda g, m, theta, decay: g),
    Slip(
        "size-for-square",
        "v is made of |g|. It is the average of g², so that the root has the unit of g.",
        lambda g, m, theta, decay: np.abs(g),
    ),
    Slip(
        "belief",
        "v is made of (g - m)², as in AdaBelief. It is the average of g².",
        lambda g, m, theta, decay: (g - m) ** 2,
    ),
    Slip("gradient-times-m", "v is made of g m. It is the average of g².", lambda g, m, theta, decay: g * m),
    Slip(
        "one-square-for-all",
        "v is made of the sum of all g². Each weight has a v of its own.",
        lambda g, m, theta, decay: np.full(len(g), g @ g),
    ),
    Slip(
        "mean-square-for-all",
        "v is made of the mean of all g². Each weight has a v of its own.",
        lambda g, m, theta, decay: np.full(len(g), g @ g / len(g)),
    ),
    Slip(
        "decay-in-the-square",
        "v is made of (g + λθ)². The decay stays out of the averages.",
        lambda g, m, theta, decay: (g + decay * theta) ** 2,
    ),
    Slip("cube", "v is made of g³. It is the average of g².", lambda g, m, theta, decay: g**3),
    Slip("half-square", "v is made of ½g². It is the average of g².", lambda g, m, theta, decay: g * g / 2),
)

ABOVE = (
    Slip(
        "gradient-for-m",
        "the step is made with g in place of m̂: this is RMSprop with a correction, without momentum.",
        lambda m_hat, g, beta, t: g,
    ),
    Slip(
        "only-the-sign",
        "this is a step by the sign of m̂: sign descent with momentum. Here m̂ is divided by √v̂ + ε.",
        lambda m_hat, g, beta, t: np.sign(m_hat),
    ),
    Slip(
        "nadam",
        "this is the step of NAdam, which looks ahead: β₁m̂ + (1 - β₁)g. Adam has m̂ alone.",
        lambda m_hat, g, beta, t: beta * m_hat + (1 - beta) * g / (1 - beta**t),
    ),
    Slip("size-of-m", "m̂ has lost its sign.", lambda m_hat, g, beta, t: np.abs(m_hat)),
    Slip(
        "square-of-m-above",
        "m̂ has been squared. Only v̂ is made of squares.",
        lambda m_hat, g, beta, t: m_hat * m_hat,
    ),
)

BELOW = (
    Slip(
        "epsilon-inside-the-root",
        "ε stands inside the root: √(v̂ + ε). It stands outside, √v̂ + ε; inside, it acts like √ε.",
        lambda v_hat, epsilon, correction, g: np.sqrt(v_hat + epsilon),
    ),
    Slip(
        "epsilon-before-the-correction",
        "ε is added to √v, before the correction. It is added to √v̂.",
        lambda v_hat, epsilon, correction, g: np.sqrt(v_hat) + epsilon / np.sqrt(correction),
    ),
    Slip(
        "epsilon-missing",
        "ε is missing: √v̂ + ε. Where the gradients are as small as ε it halves the step, and where they are 0 it "
        "saves you from 0/0.",
        lambda v_hat, epsilon, correction, g: np.sqrt(v_hat),
    ),
    Slip(
        "epsilon-in-v",
        "ε is added to v, inside the root and before the correction. It is added to √v̂.",
        lambda v_hat, epsilon, correction, g: np.sqrt(v_hat + epsilon / correction),
    ),
    Slip(
        "epsilon-squared",
        "ε stands inside the root, squared: √(v̂ + ε²). It stands outside: √v̂ + ε.",
        lambda v_hat, epsilon, correction, g: np.sqrt(v_hat + epsilon**2),
    ),
    Slip(
        "epsilon-root",
        "the root of ε is added: √v̂ + √ε. It is √v̂ + ε.",
        lambda v_hat, epsilon, correction, g: np.sqrt(v_hat) + np.sqrt(epsilon),
    ),
    Slip(
        "epsilon-in-and-out",
        "ε stands inside the root and outside. It stands outside only: √v̂ + ε.",
        lambda v_hat, epsilon, correction, g: np.sqrt(v_hat + epsilon) + epsilon,
    ),
    Slip(
        "epsilon-as-a-limit",
        "ε is a lower limit here, max(√v̂, ε). It is added: √v̂ + ε.",
        lambda v_hat, epsilon, correction, g: np.maximum(np.sqrt(v_hat), epsilon),
    ),
    Slip(
        "epsilon-subtracted",
        "ε has been subtracted. It is added: √v̂ + ε.",
        lambda v_hat, epsilon, correction, g: np.sqrt(v_hat) - epsilon,
    ),
    Slip(
        "epsilon-fixed",
        "1e-8 stands where ε belongs. It is an argument.",
        lambda v_hat, epsilon, correction, g: np.sqrt(v_hat) + 1e-8,
    ),
    Slip(
        "no-root",
        "the root is missing: the step is η m̂/(√v̂ + ε). Without the root a large gradient makes a small step.",
        lambda v_hat, epsilon, correction, g: v_hat + epsilon,
    ),
    Slip(
        "not-scaled",
        "the step is η m̂: this is momentum. It must be divided by √v̂ + ε.",
        lambda v_hat, epsilon, correction, g: 1.0,
    ),
    Slip(
        "multiplied-by-the-root",
        "the step has been multiplied by √v̂ + ε. It must be divided.",
        lambda v_hat, epsilon, correction, g: 1 / (np.sqrt(v_hat) + epsilon),
    ),
    Slip(
        "divisor-squared",
        "the divisor has been squared: it is √v̂ + ε, once.",
        lambda v_hat, epsilon, correction, g: (np.sqrt(v_hat) + epsilon) ** 2,
    ),
    Slip("size-of-g-below", "|g| stands where √v̂ belongs.", lambda v_hat, epsilon, correction, g: np.abs(g) + epsilon),
    Slip(
        "one-scale-for-all",
        "the step of every weight is divided by the length of all √v̂. Each weight has its own.",
        lambda v_hat, epsilon, correction, g: np.sqrt(v_hat.sum()) + epsilon,
    ),
    Slip(
        "mean-scale-for-all",
        "the step of every weight is divided by the root of the mean v̂. Each weight has its own.",
        lambda v_hat, epsilon, correction, g: np.sqrt(v_hat.mean()) + epsilon,
    ),
)

RATES = (
    Slip("uphill", "the step goes uphill: θ ← θ - η m̂/(√v̂ + ε).", lambda eta, t, beta: -eta),
    Slip("rate-missing", "the rate η is missing in Adam's step.", lambda eta, t, beta: 1.0),
    Slip("rate-squared", "the rate η multiplies the step twice.", lambda eta, t, beta: eta**2),
    Slip("rate-over-root-of-t", "the rate has been divided by √t. It stays η.", lambda eta, t, beta: eta / np.sqrt(t)),
    Slip("rate-over-t", "the rate has been divided by t. It stays η.", lambda eta, t, beta: eta / t),
    Slip(
        "rate-damped",
        "the rate has been multiplied by 1 - β₁. That share is in m already.",
        lambda eta, t, beta: (1 - beta) * eta,
    ),
)

PLACES = (
    Slip(
        "no-decay",
        "there is no decay: θ ← (1 - ηλ)θ before Adam's step.",
        lambda theta, step, eta, decay, below: theta - step,
    ),
    Slip(
        "decay-without-the-rate",
        "the decay is not multiplied by the rate: θ ← (1 - ηλ)θ.",
        lambda theta, step, eta, decay, below: (1 - decay) * theta - step,
    ),
    Slip(
        "decay-grows",
        "the decay has the wrong sign: the weights grow. θ ← (1 - ηλ)θ.",
        lambda theta, step, eta, decay, below: (1 + eta * decay) * theta - step,
    ),
    Slip(
        "decay-last",
        "the decay comes after Adam's step and shrinks that, too. First θ ← (1 - ηλ)θ, then the step.",
        lambda theta, step, eta, decay, below: (1 - eta * decay) * (theta - step),
    ),
    Slip(
        "decay-scaled",
        "λθ has been added to m̂, so the decay is divided by √v̂ + ε: weights with large gradients hardly shrink. It "
        "stays out of the scaling: θ ← (1 - ηλ)θ.",
        lambda theta, step, eta, decay, below: theta - step - eta * decay * theta / below,
    ),
    Slip(
        "decay-without-one",
        "ηλθ stands where (1 - ηλ)θ belongs.",
        lambda theta, step, eta, decay, below: eta * decay * theta - step,
    ),
    Slip(
        "decay-times-lambda",
        "λθ stands where (1 - ηλ)θ belongs.",
        lambda theta, step, eta, decay, below: decay * theta - step,
    ),
    Slip(
        "decay-of-the-step",
        "the step shrinks, and not θ: θ ← (1 - ηλ)θ, then the whole step.",
        lambda theta, step, eta, decay, below: theta - (1 - eta * decay) * step,
    ),
    Slip(
        "decay-twice",
        "the decay is made twice.",
        lambda theta, step, eta, decay, below: (1 - eta * decay) ** 2 * theta - step,
    ),
    Slip(
        "decay-doubled",
        "2ηλ stands where ηλ belongs. λ comes from the cost ½λΣw², so there is no 2.",
        lambda theta, step, eta, decay, below: (1 - 2 * eta * decay) * theta - step,
    ),
    Slip(
        "decay-halved",
        "½ηλ stands where ηλ belongs. The ½ of ½λΣw² cancels with the square.",
        lambda theta, step, eta, decay, below: (1 - eta * decay / 2) * theta - step,
    ),
    Slip(
        "rate-for-decay",
        "η stands where ηλ belongs.",
        lambda theta, step, eta, decay, below: (1 - eta) * theta - step,
    ),
    Slip(
        "decay-of-the-sign",
        "the decay takes the same from each weight, ηλ sign(θ). It takes a share: ηλθ.",
        lambda theta, step, eta, decay, below: theta - eta * decay * np.sign(theta) - step,
    ),
    Slip(
        "decay-subtracted",
        "ηλ itself has been subtracted from each weight. It takes a share: ηλθ.",
        lambda theta, step, eta, decay, below: theta - eta * decay - step,
    ),
    Slip(
        "decay-last-without-the-rate",
        "the decay comes after Adam's step, and it is not multiplied by the rate. First θ ← (1 - ηλ)θ, then the step.",
        lambda theta, step, eta, decay, below: (1 - decay) * (theta - step),
    ),
    Slip(
        "decay-dividing",
        "θ has been divided by 1 + ηλ. It is multiplied by 1 - ηλ.",
        lambda theta, step, eta, decay, below: theta / (1 + eta * decay) - step,
    ),
    Slip(
        "decay-exponential",
        "θ has been multiplied by e^-ηλ. It is 1 - ηλ.",
        lambda theta, step, eta, decay, below: np.exp(-eta * decay) * theta - step,
    ),
    Slip(
        "step-returned",
        "this is the step alone. Asked for is the new θ.",
        lambda theta, step, eta, decay, below: -step,
    ),
    Slip("step-forgotten", "Adam's step is missing.", lambda theta, step, eta, decay, below: (1 - eta * decay) * theta),
)

GRADIENTS = (
    Slip(
        "decay-coupled",
        "λθ has been added to g, so the decay passes through the averages and is divided by √v̂: weights with large "
        "gradients hardly shrink. Take it out: θ ← (1 - ηλ)θ, then Adam's step.",
        lambda g, theta, eta, decay: (g + decay * theta, 0.0),
    ),
    Slip(
        "decay-coupled-with-the-rate",
        "ηλθ has been added to g, so the decay passes through the averages and is divided by √v̂: weights with large "
        "gradients hardly shrink. Take it out: θ ← (1 - ηλ)θ, then Adam's step.",
        lambda g, theta, eta, decay: (g + eta * decay * theta, 0.0),
    ),
    Slip(
        "decay-coupled-twice",
        "2λθ has been added to g, so the decay passes through the averages and is divided by √v̂: weights with large "
        "gradients hardly shrink. Take it out: θ ← (1 - ηλ)θ, then Adam's step.",
        lambda g, theta, eta, decay: (g + 2 * decay * theta, 0.0),
    ),
    Slip(
        "decay-in-both",
        "λθ has been added to g, and θ shrinks besides. Take λθ out of the gradient.",
        lambda g, theta, eta, decay: (g + decay * theta, decay),
    ),
    Slip(
        "decay-in-both-with-the-rate",
        "ηλθ has been added to g, and θ shrinks besides. Take ηλθ out of the gradient.",
        lambda g, theta, eta, decay: (g + eta * decay * theta, decay),
    ),
    Slip(
        "gradient-clipped",
        "the gradient has been clipped to ±1.",
        lambda g, theta, eta, decay: (np.clip(g, -1, 1), decay),
    ),
    Slip(
        "gradient-of-length-1",
        "the gradient has been divided by its length. It enters as it is.",
        lambda g, theta, eta, decay: (g / np.linalg.norm(g), decay),
    ),
    Slip("gradient-negative", "the gradient enters m with the wrong sign.", lambda g, theta, eta, decay: (-g, decay)),
)

RETURNED = (
    Slip(
        "corrections-kept",
        "the corrected average is returned. It must go on uncorrected, or it is corrected again and again.",
        lambda new, hat, old: hat,
    ),
    Slip("old-returned", "the old one is returned. The next step needs the new one.", lambda new, hat, old: old),
    Slip("reset", "it is returned as 0. The average would begin anew at every step.", lambda new, hat, old: 0.0 * new),
)
LARGEST = (
    Slip(
        "largest-kept",
        "v is the larger of the old and the new one, as in AMSGrad. In Adam it may fall.",
        lambda old, new, beta, other, t: np.maximum(old, beta * old + (1 - beta) * new),
    ),
)
ROOTS = (Slip("root-kept", "the root of v is returned. v itself goes on.", lambda v, v_hat, old: np.sqrt(v)),)
