"""Answers to exercise 11 as learners write them: WRONG with the mistake to be named, RIGHT written differently."""

PRELUDE = """
import numpy as np
"""


def _but(text, *changes):
    """Return the text with pieces replaced; each must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


# --- 11.1

ATTACK = """
def attack(W, b, X, Y, epsilon):
    A = [X]
    for l in range(1, len(W)):
        Z = A[-1] @ W[l].T + b[l]
        A.append(np.tanh(Z) if l < len(W) - 1 else np.exp(Z - Z.max(1, keepdims=True)))
    P = A[-1] / A[-1].sum(axis=1, keepdims=True)
    D = P - Y
    for l in range(len(W) - 1, 1, -1):
        D = (D @ W[l]) * (1 - A[l - 1] ** 2)
    g_x = D @ W[1]
    X_new = np.clip(X + epsilon * np.sign(g_x), 0, 1)
    return g_x, X_new
"""
ATTACK_BY_EXAMPLE = """
def attack(W, b, X, Y, epsilon):
    g_x = np.zeros_like(X)
    for i, (x, y) in enumerate(zip(X, Y)):
        a, hidden = x, []
        for w, bias in zip(W[1:-1], b[1:-1]):
            a = np.tanh(w @ a + bias)
            hidden.append(a)
        z = W[-1] @ a + b[-1]
        e = np.exp(z - z.max())
        d = e / e.sum() - y
        for w, a in zip(W[:1:-1], hidden[::-1]):
            d = (w.T @ d) * (1 - a * a)
        g_x[i] = W[1].T @ d
    moved = X.copy()
    moved[g_x > 0] += epsilon
    moved[g_x < 0] -= epsilon
    moved[moved > 1] = 1
    moved[moved < 0] = 0
    return g_x, moved
"""
ATTACK_EINSUM = """
def attack(W, b, X, Y, epsilon):
    acts, a = [], X
    for l in range(1, len(W) - 1):
        a = np.tanh(np.einsum("mk,jk->mj", a, W[l]) + b[l])
        acts.append(a)
    z = np.einsum("mk,jk->mj", a, W[-1]) + b[-1]
    z -= z.max(axis=1)[:, None]
    p = np.exp(z)
    p /= p.sum(axis=1)[:, None]
    g = p - Y
    for l in reversed(range(1, len(W))):
        g = np.einsum("mj,jk->mk", g, W[l])
        if l > 1:
            g *= 1 - acts[l - 2] ** 2
    return g, np.minimum(np.maximum(X + epsilon * np.sign(g), 0.0), 1.0)
"""
# forwards, one Jacobian after the other, as a product of matrices of each example
ATTACK_JACOBIANS = """
def attack(W, b, X, Y, epsilon):
    rows = []
    for x, y in zip(X, Y):
        J, a = np.eye(len(x)), x
        for l in range(1, len(W)):
            z = W[l] @ a + b[l]
            J = W[l] @ J
            if l < len(W) - 1:
                a = np.tanh(z)
                J = (1 / np.cosh(z) ** 2)[:, None] * J
        p = np.exp(z) / np.exp(z).sum()
        rows.append((p - y) @ J)
    g_x = np.array(rows)
    return g_x, (X + epsilon * np.sign(g_x)).clip(0, 1)
"""


def _attack(*changes):
    return _but(ATTACK, *changes)


STEP = "np.clip(X + epsilon * np.sign(g_x), 0, 1)"
BACK1 = "g_x = D @ W[1]"
BP1 = "D = P - Y"
SLOPE1 = "(1 - A[l - 1] ** 2)"

# --- 11.2

SPARSE = """
def sparse_delta(D2, W2, A1, rho, beta):
    r = A1.mean(axis=0)
    penalty = beta * np.sum(rho * np.log(rho / r) + (1 - rho) * np.log((1 - rho) / (1 - r)))
    pull = beta * (-rho / r + (1 - rho) / (1 - r))
    D1 = (D2 @ W2 + pull) * A1 * (1 - A1)
    return penalty, D1
"""
SPARSE_LOOPS = """
def sparse_delta(D2, W2, A1, rho, beta):
    m, n = A1.shape
    D1, penalty = np.zeros((m, n)), 0.0
    for j in range(n):
        r = sum(A1[i, j] for i in range(m)) / m
        penalty += beta * (rho * np.log(rho) - rho * np.log(r) + (1 - rho) * (np.log(1 - rho) - np.log(1 - r)))
        for i in range(m):
            g = sum(D2[i, k] * W2[k, j] for k in range(D2.shape[1]))
            D1[i, j] = (g + beta * (r - rho) / (r * (1 - r))) * A1[i, j] * (1 - A1[i, j])
    return penalty, D1
"""
SPARSE_EINSUM = """
def sparse_delta(D2, W2, A1, rho, beta):
    r = np.einsum("mj->j", A1) / len(A1)
    kl = -rho * np.log(r / rho) - (1 - rho) * np.log((1 - r) / (1 - rho))
    slope = A1 - A1**2
    return beta * kl.sum(), slope * np.einsum("mk,kj->mj", D2, W2) + slope * beta * ((1 - rho) / (1 - r) - rho / r)
"""
SPARSE_IN_PLACE = """
def sparse_delta(D2, W2, A1, rho, beta):
    q = np.average(A1, axis=0)
    D1 = np.matmul(D2, W2)
    D1 -= beta * rho / q
    D1 += beta * (1 - rho) / (1 - q)
    D1 *= A1
    D1 *= 1 - A1
    p = np.full_like(q, rho)
    both = np.stack([p, 1 - p]), np.stack([q, 1 - q])
    return float(beta * (both[0] * np.log(both[0] / both[1])).sum()), D1
"""


def _sparse(*changes):
    return _but(SPARSE, *changes)


R = "A1.mean(axis=0)"
KL = "rho * np.log(rho / r) + (1 - rho) * np.log((1 - rho) / (1 - r))"
PULL = "-rho / r + (1 - rho) / (1 - r)"
D1 = "D1 = (D2 @ W2 + pull) * A1 * (1 - A1)"

# --- 11.3

ENCODER = """
def encoder_seed(mu, s, eps, g_z):
    sigma = np.exp(s / 2)
    z = mu + sigma * eps
    KL = 0.5 * np.sum(mu**2 + np.exp(s) - 1 - s, axis=1)
    g_mu = g_z + mu
    g_s = 0.5 * g_z * eps * sigma + 0.5 * (np.exp(s) - 1)
    return z, KL, g_mu, g_s
"""
ENCODER_PAPER = """
def encoder_seed(mu, s, eps, g_z):
    var = np.exp(s)
    std = np.sqrt(var)
    KL = -0.5 * (1 + s - mu * mu - var).sum(1)
    z = mu + std * eps
    return z, KL, mu + g_z, (g_z * (z - mu) + var - 1) / 2
"""
ENCODER_LOOPS = """
def encoder_seed(mu, s, eps, g_z):
    m, k = mu.shape
    z, g_mu, g_s, KL = np.empty((m, k)), np.empty((m, k)), np.empty((m, k)), np.zeros(m)
    for i in range(m):
        for j in range(k):
            sd = np.exp(0.5 * s[i, j])
            z[i, j] = mu[i, j] + sd * eps[i, j]
            KL[i] += (mu[i, j] ** 2 + sd**2 - 1) / 2 - np.log(sd)
            g_mu[i, j] = g_z[i, j] + mu[i, j]
            g_sd = g_z[i, j] * eps[i, j] + sd - 1 / sd
            g_s[i, j] = g_sd * sd / 2
    return z, KL, g_mu, g_s
"""
ENCODER_IN_PLACE = """
def encoder_seed(mu, s, eps, g_z):
    half = np.exp(0.5 * s)
    z = eps * half
    g_s = z * g_z
    g_s += np.expm1(s)
    g_s *= 0.5
    z += mu
    KL = np.einsum("mk->m", mu**2 + np.expm1(s) - s) / 2
    return [z, KL, np.add(g_z, mu), g_s]
"""


def _encoder(*changes):
    return _but(ENCODER, *changes)


OF_KL = "KL = 0.5 * np.sum(mu**2 + np.exp(s) - 1 - s, axis=1)"
G_S = "g_s = 0.5 * g_z * eps * sigma + 0.5 * (np.exp(s) - 1)"

# --- 11.4

GAN = """
def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


def forward(W, b, X):
    H = np.tanh(X @ W[1].T + b[1])
    return H, H @ W[2].T + b[2]


def zeros(W):
    return [None, np.zeros_like(W[1]), np.zeros_like(W[2])]


def backward(seed, W, H, X):
    D1 = (seed @ W[2]) * (1 - H**2)
    return D1, [None, D1.T @ X / len(X), seed.T @ H / len(X)]


def gan_step(step, W, b, V, c, Z, X):
    H, fake = forward(W, b, Z)
    K, logit = forward(V, c, fake)
    a = sigmoid(logit)
    if step == "G":
        seed = a - 1
        D1, _ = backward(seed, V, K, fake)
        g_fake = D1 @ V[1]
        _, grad_W = backward(g_fake, W, H, Z)
        return seed, g_fake, grad_W, zeros(V)
    K_real, logit_real = forward(V, c, X)
    seed, seed_real = a, sigmoid(logit_real) - 1
    _, of_fake = backward(seed, V, K, fake)
    _, of_real = backward(seed_real, V, K_real, X)
    grad_V = [None, of_fake[1] + of_real[1], of_fake[2] + of_real[2]]
    return seed, np.zeros_like(fake), zeros(W), grad_V
"""
GAN_LOOPS = """
def gan_step(step, W, b, V, c, Z, X):
    def D(x):
        k = np.tanh(V[1] @ x + c[1])
        return k, 1 / (1 + np.exp(-(V[2] @ k + c[2])))

    m, n = len(Z), len(X)
    gW, gV = [None, 0 * W[1], 0 * W[2]], [None, 0 * V[1], 0 * V[2]]
    seed, g_fake = np.zeros((m, 1)), np.zeros((m, len(b[2])))
    for i in range(m):
        h = np.tanh(W[1] @ Z[i] + b[1])
        x = W[2] @ h + b[2]
        k, a = D(x)
        s = a - 1 if step == "G" else a
        seed[i] = s
        d = (V[2].T @ s) * (1 - k * k)
        if step == "G":
            g_fake[i] = V[1].T @ d
            gW[2] += np.outer(g_fake[i], h) / m
            gW[1] += np.outer((W[2].T @ g_fake[i]) * (1 - h * h), Z[i]) / m
        else:
            gV[2] += np.outer(s, k) / m
            gV[1] += np.outer(d, x) / m
    if step == "D":
        for x in X:
            k, a = D(x)
            gV[2] += np.outer(a - 1, k) / n
            gV[1] += np.outer((V[2].T @ (a - 1)) * (1 - k * k), x) / n
    return seed, g_fake, gW, gV
"""
# one pass over what was made and what is real, each row with its own share of the mean
GAN_TOGETHER = """
def gan_step(step, W, b, V, c, Z, X):
    H = np.tanh(Z @ W[1].T + b[1])
    fake = H @ W[2].T + b[2]
    both = np.vstack([fake, X])
    label = np.vstack([np.zeros((len(Z), 1)), np.ones((len(X), 1))])
    share = np.vstack([np.full((len(Z), 1), 1 / len(Z)), np.full((len(X), 1), 1 / len(X))])
    K = np.tanh(both @ V[1].T + c[1])
    a = 0.5 * (1 + np.tanh((K @ V[2].T + c[2]) / 2))
    m = len(Z)
    zero_W, zero_V = [None, W[1] * 0, W[2] * 0], [None, V[1] * 0, V[2] * 0]
    if step == "D":
        g = (a - label) * share
        g1 = g * V[2] * (1 - K**2)
        return a[:m], 0 * fake, zero_W, [None, np.einsum("mj,mk->jk", g1, both), np.einsum("mj,mk->jk", g, K)]
    seed = a[:m] - 1
    g_fake = (seed * V[2] * (1 - K[:m] ** 2)) @ V[1]
    e1 = (g_fake @ W[2]) * (1 - H**2)
    return seed, g_fake, [None, e1.T @ Z / m, g_fake.T @ H / m], zero_V
"""
GAN_SEEDS_DIVIDED = """
def gan_step(step, W, b, V, c, Z, X):
    def layers(U, d, x):
        h = np.tanh(x @ U[1].T + d[1])
        return h, h @ U[2].T + d[2]

    h, x = layers(W, b, Z)
    k, z = layers(V, c, x)
    p = np.exp(-np.logaddexp(0, -z))
    nothing = [[None, np.zeros(U[1].shape), np.zeros(U[2].shape)] for U in (W, V)]
    if step == "G":
        s = p - 1
        g = (s @ V[2] * (1 - k * k)) @ V[1]
        gm = g / len(Z)
        return s, g, [None, ((gm @ W[2]) * (1 - h * h)).T @ Z, gm.T @ h], nothing[1]
    kr, zr = layers(V, c, X)
    s, sr = p / len(x), -np.exp(-np.logaddexp(0, zr)) / len(X)
    one = (s @ V[2] * (1 - k * k)).T @ x + (sr @ V[2] * (1 - kr * kr)).T @ X
    return p, np.zeros(x.shape), nothing[0], [None, one, s.T @ k + sr.T @ kr]
"""


def _gan(*changes):
    return _but(GAN, *changes)


SEED_G = "seed = a - 1\n"
FAKE = ("H, fake = forward(W, b, Z)", "H, fake = forward(W, b, Z)\n    fake = np.tanh(fake)")
RETURN_G = "return seed, g_fake, grad_W, zeros(V)"
RETURN_D = "return seed, np.zeros_like(fake), zeros(W), grad_V"
THROUGH_G = "_, grad_W = backward(g_fake, W, H, Z)"
GRAD_V = "grad_V = [None, of_fake[1] + of_real[1], of_fake[2] + of_real[2]]"
SEEDS_D = "seed, seed_real = a, sigmoid(logit_real) - 1"

# --- 11.5

POLICY = """
def policy_delta(Z, actions, rewards, values, last, gamma):
    T, n = Z.shape
    R, t = np.zeros(T), np.zeros(T)
    later = 0.0
    for k in range(T - 1, -1, -1):
        if last[k]:
            later = 0.0
        later = rewards[k] + gamma * later
        R[k] = later
    for k in range(1, T):
        t[k] = 0 if last[k - 1] else t[k - 1] + 1
    A = R - values
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = e / e.sum(axis=1, keepdims=True)
    D = (gamma**t * A)[:, None] * (P - np.eye(n)[actions])
    return R, A, D
"""
POLICY_SPLIT = """
def policy_delta(Z, actions, rewards, values, last, gamma):
    R, D = [], []
    ends = list(np.flatnonzero(last) + 1)
    for a, b in zip([0] + ends[:-1], ends):
        r, n = rewards[a:b], b - a
        powers = gamma ** np.arange(n)
        back = np.array([powers[: n - t] @ r[t:] for t in range(n)])
        R.append(back)
        z = Z[a:b] - Z[a:b].max(axis=1)[:, None]
        p = np.exp(z) / np.exp(z).sum(axis=1)[:, None]
        p[np.arange(n), actions[a:b]] -= 1
        D.append(p * (powers * (back - values[a:b]))[:, None])
    R = np.concatenate(R)
    return R, R - values, np.vstack(D)
"""
POLICY_MATRIX = """
def policy_delta(Z, actions, rewards, values, last, gamma):
    T = len(rewards)
    episode = np.concatenate([[0], np.cumsum(last)[:-1]])
    i = np.arange(T)
    same = (episode[:, None] == episode) & (i[None, :] >= i[:, None])
    powers = np.where(same, gamma ** np.clip(i[None, :] - i[:, None], 0, None), 0.0)
    R = powers @ rewards
    first = np.array([np.flatnonzero(episode == e)[0] for e in episode])
    A = R - values
    lse = np.log(np.exp(Z).sum(axis=1))
    P = np.exp(Z - lse[:, None])
    D = P * (gamma ** (i - first) * A)[:, None]
    D[i, actions] -= gamma ** (i - first) * A
    return R, A, D
"""
POLICY_LISTS = """
def policy_delta(Z, actions, rewards, values, last, gamma):
    R, running = [], 0
    for r, end in zip(reversed(rewards), reversed(last)):
        running = r + gamma * running * (not end)
        R.insert(0, running)
    A = [g - v for g, v in zip(R, values)]
    D, weight = [], 1.0
    for z, a, adv, end in zip(Z, actions, A, last):
        p = np.exp(z) / sum(np.exp(z))
        D.append([weight * adv * (p[j] - (j == a)) for j in range(len(z))])
        weight = 1.0 if end else weight * gamma
    return np.array(R), np.array(A), np.array(D)
"""


def _policy(*changes):
    return _but(POLICY, *changes)


LOOP = """    for k in range(T - 1, -1, -1):
        if last[k]:
            later = 0.0
        later = rewards[k] + gamma * later
        R[k] = later
"""
RESET = "        if last[k]:\n            later = 0.0\n"
CLOCK = "t[k] = 0 if last[k - 1] else t[k - 1] + 1"
DELTA = "D = (gamma**t * A)[:, None] * (P - np.eye(n)[actions])"
BASE = "A = R - values"

# --- 11.6

SPRINGS = """
def springs(W_old, b_old, X, W, lam):
    A, n, m = [X], len(W), len(X)
    for l in range(1, n - 1):
        A.append(np.tanh(A[-1] @ W_old[l].T + b_old[l]))
    Z = A[-1] @ W_old[-1].T + b_old[-1]
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = e / e.sum(axis=1, keepdims=True)
    F = [None] + [np.zeros_like(w) for w in W[1:]]
    for c in range(P.shape[1]):
        D = P.copy()
        D[:, c] -= 1
        for l in range(n - 1, 0, -1):
            F[l] += (P[:, [c]] * D**2).T @ A[l - 1] ** 2 / m
            if l > 1:
                D = (D @ W_old[l]) * (1 - A[l - 1] ** 2)
    g = [None] + [lam * F[l] * (W[l] - W_old[l]) for l in range(1, n)]
    return F, g
"""
SPRINGS_LOOPS = """
def springs(W_old, b_old, X, W, lam):
    L = len(W) - 1
    F = [None] + [np.zeros(w.shape) for w in W[1:]]
    for x in X:
        a = [x]
        for l in range(1, L):
            a.append(np.tanh(W_old[l] @ a[-1] + b_old[l]))
        z = W_old[L] @ a[-1] + b_old[L]
        p = np.exp(z - z.max())
        p /= p.sum()
        for c in range(len(p)):
            d = p - np.eye(len(p))[c]
            for l in range(L, 0, -1):
                F[l] += p[c] * np.outer(d, a[l - 1]) ** 2
                if l > 1:
                    d = (W_old[l].T @ d) * (1 - a[l - 1] ** 2)
    F = [None] + [f / len(X) for f in F[1:]]
    return F, [None] + [lam * f * (w - v) for f, w, v in zip(F[1:], W[1:], W_old[1:])]
"""
SPRINGS_EINSUM = """
def springs(W_old, b_old, X, W, lam):
    A = [X]
    for w, b in zip(W_old[1:-1], b_old[1:-1]):
        A.append(np.tanh(A[-1] @ w.T + b))
    Z = A[-1] @ W_old[-1].T + b_old[-1]
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    D = P[None] - np.eye(P.shape[1])[:, None, :]  # class, example, unit
    F = [None] * len(W)
    for l in range(len(W) - 1, 0, -1):
        F[l] = np.einsum("xc,cxj,xk->jk", P, D**2, A[l - 1] ** 2) / len(X)
        if l > 1:
            D = np.einsum("cxj,jk->cxk", D, W_old[l]) * (1 - A[l - 1] ** 2)
    return F, [None, *(lam * f * (w - v) for f, w, v in zip(F[1:], W[1:], W_old[1:]))]
"""
SPRINGS_PER_EXAMPLE = """
def springs(W_old, b_old, X, W, lam):
    H = [X]
    for l in range(1, len(W) - 1):
        H.append(np.tanh(H[l - 1] @ W_old[l].T + b_old[l]))
    Z = H[-1] @ W_old[-1].T + b_old[-1]
    Z = Z - Z.max(axis=1, keepdims=True)
    P = np.exp(Z - np.log(np.exp(Z).sum(axis=1, keepdims=True)))
    F = [None] + [0.0 * w for w in W[1:]]
    for c in range(P.shape[1]):
        D = [None] * len(W)
        D[-1] = P - np.eye(P.shape[1])[c]
        for l in range(len(W) - 2, 0, -1):
            D[l] = D[l + 1] @ W_old[l + 1] * (1 - H[l] * H[l])
        for l in range(1, len(W)):
            gradients = D[l][:, :, None] * H[l - 1][:, None, :]
            F[l] = F[l] + (P[:, c, None, None] * gradients**2).mean(axis=0)
    return F, [None] + [lam * (W[l] - W_old[l]) * F[l] for l in range(1, len(W))]
"""


def _springs(*changes):
    return _but(SPRINGS, *changes)


GATHER = "F[l] += (P[:, [c]] * D**2).T @ A[l - 1] ** 2 / m"
PULL_BACK = "lam * F[l] * (W[l] - W_old[l])"
SEED_C = "        D = P.copy()\n        D[:, c] -= 1\n"

# --- 11.7

STUDENT = """
def softmax(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def log_softmax(Z):
    Z = Z - Z.max(axis=1, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def student_delta(Z, Z_teacher, Y, T, alpha):
    q = softmax(Z_teacher / T)
    soft = -T**2 * np.sum(q * log_softmax(Z / T), axis=1)
    hard = -np.sum(Y * log_softmax(Z), axis=1)
    C = alpha * soft + (1 - alpha) * hard
    D = alpha * T * (softmax(Z / T) - q) + (1 - alpha) * (softmax(Z) - Y)
    return C, D
"""
STUDENT_LOOPS = """
def student_delta(Z, Z_teacher, Y, T, alpha):
    C, D = np.zeros(len(Z)), np.zeros(Z.shape)
    for i in range(len(Z)):
        def log_p(z):
            top = max(z)
            return z - top - np.log(sum(np.exp(v - top) for v in z))

        q, ls, lh = np.exp(log_p(Z_teacher[i] / T)), log_p(Z[i] / T), log_p(Z[i])
        for j in range(Z.shape[1]):
            C[i] -= alpha * T * T * q[j] * ls[j] + (1 - alpha) * Y[i, j] * lh[j]
            D[i, j] = alpha * T * (np.exp(ls[j]) - q[j]) + (1 - alpha) * (np.exp(lh[j]) - Y[i, j])
    return C, D
"""
STUDENT_LOGSUMEXP = """
from scipy.special import logsumexp


def student_delta(Z, Z_teacher, Y, T, alpha):
    logp = Z / T - logsumexp(Z / T, axis=1, keepdims=True)
    q = np.exp(Z_teacher / T - logsumexp(Z_teacher / T, axis=1, keepdims=True))
    hard = Z - logsumexp(Z, axis=1, keepdims=True)
    C = -alpha * T**2 * np.einsum("mj,mj->m", q, logp) - (1 - alpha) * hard[np.arange(len(Z)), Y.argmax(axis=1)]
    D = alpha * T**2 * (np.exp(logp) - q) / T
    D += (1 - alpha) * (np.exp(hard) - Y)
    return C, D
"""
STUDENT_GATHERED = """
def student_delta(Z, Z_teacher, Y, T, alpha):
    def logs(z):
        z = z - np.max(z, axis=-1)[:, None]
        return z - np.log(np.exp(z).sum(-1))[:, None]

    parts = [(alpha * T**2, np.exp(logs(Z_teacher / T)), T), (1 - alpha, Y, 1.0)]
    C, D = 0.0, 0.0
    for weight, target, t in parts:
        lp = logs(Z / t)
        C = C - weight * (target * lp).sum(axis=1)
        D = D + weight / t * (np.exp(lp) - target)
    return C, D
"""


def _student(*changes):
    return _but(STUDENT, *changes)


SOFT = "soft = -T**2 * np.sum(q * log_softmax(Z / T), axis=1)"
HARD = "hard = -np.sum(Y * log_softmax(Z), axis=1)"
TEACHER = "q = softmax(Z_teacher / T)"
SUM = "C = alpha * soft + (1 - alpha) * hard"
SEED = "D = alpha * T * (softmax(Z / T) - q) + (1 - alpha) * (softmax(Z) - Y)"

# --- 11.8

DENOISE = """
def denoise(X, eps, A, sigma, following, noise):
    sigma, s = sigma[:, None], following[:, None]
    noisy = X + sigma * eps
    D = A - eps
    clean = noisy - sigma * A
    u2 = s**2 * (sigma**2 - s**2) / sigma**2
    d2 = s**2 - u2
    new = clean + np.sqrt(d2) * A + np.sqrt(u2) * noise
    return noisy, D, clean, new
"""
DENOISE_LOOPS = """
def denoise(X, eps, A, sigma, following, noise):
    noisy, D, clean, new = [], [], [], []
    for x, e, a, sd, s, fresh in zip(X, eps, A, sigma, following, noise):
        xn = x + sd * e
        x0 = xn - sd * a
        u = s * (sd**2 - s**2) ** 0.5 / sd
        noisy.append(xn)
        D.append(a - e)
        clean.append(x0)
        new.append(x0 + (s * s / sd) * a + u * fresh)
    return np.array(noisy), np.array(D), np.array(clean), np.array(new)
"""
DENOISE_EINSUM = """
def denoise(X, eps, A, sigma, following, noise):
    noisy = X + np.einsum("m,mn->mn", sigma, eps)
    clean = noisy - np.einsum("m,mn->mn", sigma, A)
    ratio = following / sigma
    up = following * np.sqrt(1 - ratio**2)
    return noisy, A - eps, clean, clean + (following * ratio)[:, None] * A + up[:, None] * noise
"""
DENOISE_TRANSPOSED = """
def denoise(X, eps, A, sigma, following, noise):
    noisy = (X.T + sigma * eps.T).T
    guess = (noisy.T - sigma * A.T).T
    var = following**2 - following**4 / sigma**2
    step = guess.T + np.sqrt(following**2 - var) * A.T
    step = step + np.sqrt(var) * noise.T
    return noisy, -(eps - A), guess, step.T
"""
# the mean of the posterior: a mixture of the noisy point and the guess
DENOISE_POSTERIOR = """
def denoise(X, eps, A, sigma, following, noise):
    v, w = (sigma**2).reshape(-1, 1), (following**2).reshape(-1, 1)
    noisy = X + np.sqrt(v) * eps
    clean = noisy - np.sqrt(v) * A
    mean = (w / v) * noisy + (1 - w / v) * clean
    return noisy, A - eps, clean, mean + np.sqrt(w * (v - w) / v) * noise
"""


def _denoise(*changes):
    return _but(DENOISE, *changes)


NOISY = "noisy = X + sigma * eps"
TARGET = "D = A - eps"
CLEAN = "clean = noisy - sigma * A"
U2 = "u2 = s**2 * (sigma**2 - s**2) / sigma**2"
D2 = "d2 = s**2 - u2"
NEW = "new = clean + np.sqrt(d2) * A + np.sqrt(u2) * noise"

WRONG = {
    "11.1": {
        "the absolute value for the sign": (_attack(("np.sign(g_x)", "np.abs(g_x)")), "absolute-value-for-sign"),
        "stopped at layer 1": (_attack(("g_x = D @ W[1]", "g_x = D")), "delta-of-layer-1"),
        # 1Konny/FGSM#4: is it x - eps·grad?
        "the step goes down": (_attack((STEP, "np.clip(X - epsilon * np.sign(g_x), 0, 1)")), "descends"),
        # cleverhans-lab/cleverhans#41, locuslab/fast_adversarial#21: no cut at the ends of the range
        "pixels beyond the range": (_attack((STEP, "X + epsilon * np.sign(g_x)")), "not-clipped"),
        # tensorflow/docs#1041: the network's own probabilities stand where the label belongs
        "its own answer as label": (_attack((BP1, "D = P - np.eye(Y.shape[1])[P.argmax(axis=1)]")), "predicted-label"),
        "the sign forgotten": (_attack(("np.sign(g_x)", "g_x")), "no-sign"),
        "divided by m": (_attack((BACK1, "g_x = D @ W[1] / len(X)")), "divided-by-m"),
        "seed divided by m": (_attack((BP1, "D = (P - Y) / len(X)")), "divided-by-m"),
        "a mean over the examples": (
            _attack((BACK1, "g_x = np.tile((D @ W[1]).mean(axis=0), (len(X), 1))")),
            "averaged-over-examples",
        ),
        "a slope at the input": (_attack((BACK1, "g_x = D @ W[1] * (1 - X**2)")), "slope-at-the-input"),
        "a sigmoid's slope at the input": (
            _attack((BACK1, "g_x = (D @ W[1]) * X * (1 - X)")),
            "sigmoid-slope-at-the-input",
        ),
        "sign already taken": (_attack((BACK1, "g_x = np.sign(D @ W[1])")), "sign-returned"),
        "slopes forgotten": (_attack((" * " + SLOPE1, "")), "no-slope"),
        "target minus answer": (_attack((BP1, "D = Y - P")), "seed-of-the-wrong-sign"),
        "cut at -1 and 1": (_attack((STEP, "np.clip(X + epsilon * np.sign(g_x), -1, 1)")), "not-clipped-at-0"),
        "only cut below": (_attack((STEP, "np.maximum(X + epsilon * np.sign(g_x), 0)")), "clipped-below-only"),
        "the step has length epsilon": (
            _attack(("np.sign(g_x)", "g_x / np.linalg.norm(g_x, axis=1, keepdims=True)")),
            "unit-length-step",
        ),
        "down and not cut": (_attack((STEP, "X - epsilon * np.sign(g_x)")), "descends + not-clipped"),
        "divided by m and no sign": (
            _attack((BACK1, "g_x = D @ W[1] / len(X)"), ("np.sign(g_x)", "g_x")),
            "divided-by-m + no-sign",
        ),
        "slope at the input and not cut": (
            _attack((BACK1, "g_x = D @ W[1] * (1 - X**2)"), (STEP, "X + epsilon * np.sign(g_x)")),
            "slope-at-the-input + not-clipped",
        ),
        "the perturbation is cut": (
            _attack((STEP, "X + np.clip(epsilon * np.sign(g_x), 0, 1)")),
            "step-clipped",
        ),
        "saliency": (_attack((BACK1, "g_x = np.abs(D @ W[1])")), "saliency"),
        "stopped at the first layer": (_attack((BACK1, "g_x = D")), "delta-of-layer-1"),
        "gradient of the probability": (
            _attack((BP1, "p = (P * Y).sum(axis=1, keepdims=True)\n    D = p * (Y - P)")),
            "gradient-of-the-probability",
        ),
        "only the perturbation": (_attack((STEP, STEP + " - X")), "only-the-perturbation"),
        "a slope of tanh at the top": (_attack((BP1, "D = (P - Y) * (1 - P**2)")), "slope-of-tanh-at-the-top"),
        "divided by the largest of all": (
            _attack(("np.sign(g_x)", "g_x / np.abs(g_x).max()")),
            "largest-of-all-step",
        ),
    },
    "11.2": {
        "one mean of everything": (_sparse((R, "A1.mean()")), "rho-hat-is-one-number"),
        "the mean over axis 1": (_sparse((R, "A1.mean(axis=1)")), "rho-hat-over-units-in-a-row"),
        "a penalty for each unit": (_sparse(("np.sum(rho", "(rho")), "not-summed"),
        "ρ̂ has a slope of its own": (
            _sparse(("(D2 @ W2 + pull) * A1 * (1 - A1)", "(D2 @ W2) * A1 * (1 - A1) + pull * r * (1 - r)")),
            "slope-of-the-penalty-at-rho-hat",
        ),
        # wblgers/tensorflow_stacked_denoising_autoencoder#1: no mean over the minibatch before KL
        "each example by itself, then a mean": (
            _sparse((R, "A1"), ("np.sum(" + KL + ")", "np.mean(np.sum(" + KL + ", axis=1))")),
            "rho-hat-of-each-example-averaged",
        ),
        # the same thread: reduce_mean over the units
        "a mean over the units": (_sparse(("np.sum(", "np.mean(")), "mean-over-units"),
        # ageron/handson-ml2#561: why not only the first half?
        "the second half forgotten in both": (
            _sparse((KL, "rho * np.log(rho / r)"), (PULL, "-rho / r")),
            "second-half-left-out-everywhere",
        ),
        "the second half forgotten in the penalty": (
            _sparse((KL, "rho * np.log(rho / r)")),
            "second-half-left-out",
        ),
        "the penalty after the slope": (
            _sparse((D1, "D1 = (D2 @ W2) * A1 * (1 - A1) + pull")),
            "penalty-after-the-slope",
        ),
        # szagoruyko/attention-transfer#30 is of this kind: divided by another number
        "the pull divided by m": (_sparse(("+ pull)", "+ pull / len(A1))")), "penalty-divided-by-m"),
        "no penalty in delta": (_sparse(("(D2 @ W2 + pull)", "(D2 @ W2)")), "penalty-left-out"),
        "a sign lost": (_sparse((PULL, "rho / r - (1 - rho) / (1 - r)")), "pull-of-the-wrong-sign"),
        "inner sign lost": (_sparse((PULL, "-rho / r - (1 - rho) / (1 - r)")), "pull-inner-sign-lost"),
        "KL the other way round": (
            _sparse((KL, "r * np.log(r / rho) + (1 - r) * np.log((1 - r) / (1 - rho))")),
            "kl-reversed",
        ),
        "the other way round in both": (
            _sparse(
                (KL, "r * np.log(r / rho) + (1 - r) * np.log((1 - r) / (1 - rho))"),
                (PULL, "np.log(r / rho) - np.log((1 - r) / (1 - rho))"),
            ),
            "kl-reversed-everywhere",
        ),
        "beta forgotten in delta": (_sparse(("pull = beta * ", "pull = ")), "pull-without-beta"),
        "mean over the units of an example": (
            _sparse((R, "A1.mean(axis=1, keepdims=True)")),
            "rho-hat-over-units",
        ),
        "one mean": (
            _sparse((R, "A1.mean() * np.ones(A1.shape[1])")),
            "rho-hat-over-everything",
        ),
        "slope of tanh": (_sparse(("* A1 * (1 - A1)", "* (1 - A1**2)")), "slope-of-tanh"),
        "delta divided by m": (_sparse((D1, D1 + " / len(A1)")), "delta-divided-by-m"),
        "no slope": (_sparse((" * A1 * (1 - A1)", "")), "no-slope"),
        "slope only on the penalty": (
            _sparse((D1, "D1 = D2 @ W2 + pull * A1 * (1 - A1)")),
            "penalty-without-slope-of-g",
        ),
        "mean over units and divided by m": (
            _sparse(("np.sum(", "np.mean("), ("+ pull)", "+ pull / len(A1))")),
            "mean-over-units-everywhere + penalty-divided-by-m",
        ),
        "L1": (_sparse((KL, "r"), (PULL, "np.ones(len(r))")), "l1-for-kl"),
        "order of the results": (_sparse(("return penalty, D1", "return D1, penalty")), "penalty-and-D1-exchanged"),
        "log10": (_sparse((KL, KL.replace("np.log(", "np.log10("))), "kl-with-log10"),
        "after the slope and no beta": (
            _sparse(("pull = beta * ", "pull = "), (D1, "D1 = (D2 @ W2) * A1 * (1 - A1) + pull")),
            "pull-without-beta + penalty-after-the-slope",
        ),
    },
    "11.3": {
        "one wrong σ, and σ² made of it": (
            _encoder(("np.exp(s / 2)", "np.exp(s)"), ("mu**2 + np.exp(s)", "mu**2 + sigma**2")),
            "s-taken-for-ln-sigma-once-for-KL",
        ),
        "s for σ, in KL too": (
            _encoder(("np.exp(s / 2)", "s"), ("np.exp(s)", "sigma**2")),
            "s-taken-for-sigma-once-for-all",
        ),
        "by σ and not by s": (_encoder((G_S, "g_s = g_z * eps + sigma - 1 / sigma")), "derivative-by-sigma-in-both"),
        "z in KL's gradient": (_encoder(("g_mu = g_z + mu", "g_mu = g_z + z")), "z-for-mu-in-g_mu"),
        # pytorch/examples#824, wiseodd/generative-models#43: the sign of KL
        "the sign of KL": (_encoder((OF_KL, OF_KL.replace("0.5", "-0.5"))), "kl-of-the-wrong-sign"),
        "the sign of KL in its gradients": (
            _encoder(("g_z + mu", "g_z - mu"), ("+ 0.5 * (np.exp(s) - 1)", "- 0.5 * (np.exp(s) - 1)")),
            "kl-subtracted-in-both",
        ),
        # rachtsingh/ibp_vae#3, keras-team/keras#9972: the variance stands where the deviation belongs
        "e to the s in z": (_encoder(("z = mu + sigma * eps", "z = mu + np.exp(s) * eps")), "s-taken-for-ln-sigma (z)"),
        "e to the s in z and back": (_encoder(("np.exp(s / 2)", "np.exp(s)")), "s-taken-for-ln-sigma (z, g_s)"),
        # FluxML/model-zoo#147 and #76, fastforwardlabs/vae-tf#3: ln σ and ln σ²
        "ln sigma throughout": (
            """
def encoder_seed(mu, s, eps, g_z):
    sigma = np.exp(s)
    KL = (mu**2 / 2 + sigma**2 / 2 - 0.5 - s).sum(axis=1)
    return mu + sigma * eps, KL, g_z + mu, g_z * eps * sigma + sigma**2 - 1
""",
            "s-taken-for-ln-sigma-throughout",
        ),
        # pytorch/examples#225: σ or σ²
        "sigma throughout": (
            """
def encoder_seed(mu, s, eps, g_z):
    KL = 0.5 * (mu**2 + s**2 - 1 - np.log(s**2)).sum(axis=1)
    return mu + s * eps, KL, g_z + mu, g_z * eps + s - 1 / s
""",
            "s-taken-for-sigma-throughout",
        ),
        # SupaeroDataScience/deep-learning#6, y0ast/VAE-Torch#5: ½ forgotten, or one too many
        "a half forgotten in KL": (_encoder((OF_KL, OF_KL.replace("0.5 * ", ""))), "kl-half-missing"),
        "a half forgotten throughout": (
            _encoder(
                (OF_KL, OF_KL.replace("0.5 * ", "")),
                ("g_z + mu", "g_z + 2 * mu"),
                ("+ 0.5 * (np.exp(s) - 1)", "+ np.exp(s) - 1"),
            ),
            "half-missing-throughout",
        ),
        "a half forgotten on the way through sigma": (
            _encoder(("0.5 * g_z * eps", "g_z * eps")),
            "half-missing-in-the-path",
        ),
        # maxhodak/keras-molecules#59, mkusner/grammarVAE#2, keras-team/keras-io#270: a mean over the latents
        "a mean over the latents": (_encoder(("np.sum(", "np.mean(")), "mean-over-latents"),
        "a mean over the latents throughout": (
            _encoder(
                ("np.sum(", "np.mean("),
                ("g_z + mu", "g_z + mu / mu.shape[1]"),
                ("(np.exp(s) - 1)", "(np.exp(s) - 1) / s.shape[1]"),
            ),
            "mean-over-latents-throughout",
        ),
        # pytorch/examples#294: KL per batch against a cost per example
        "KL divided by m in the gradients": (
            _encoder(("g_z + mu", "g_z + mu / len(mu)"), ("(np.exp(s) - 1)", "(np.exp(s) - 1) / len(s)")),
            "mean-over-examples-in-both",
        ),
        "the noise cut off": (_encoder((G_S, "g_s = 0.5 * (np.exp(s) - 1)")), "noise-detached"),
        "no KL": (
            _encoder(("g_z + mu", "g_z"), (" + 0.5 * (np.exp(s) - 1)", "")),
            "kl-left-out-of-both",
        ),
        "no decoder": (
            _encoder(("g_mu = g_z + mu", "g_mu = mu"), (G_S, "g_s = 0.5 * (np.exp(s) - 1)")),
            "decoder-left-out-of-both",
        ),
        # graviraja/pytorch-sample-codes#2: log and exp of the variance mixed up
        "s itself for the variance": (_encoder(("+ np.exp(s) - 1 - s", "+ s - 1 - s")), "exponential-left-out (KL)"),
        "noise drawn afresh backwards": (
            _encoder((G_S, "g_s = 0.5 * g_z * np.random.normal(size=s.shape) * sigma + 0.5 * (np.exp(s) - 1)")),
            "remembers-between-calls",
        ),
        "the order of the results": (
            _encoder(("return z, KL, g_mu, g_s", "return z, KL, g_s, g_mu")),
            "g_mu-and-g_s-exchanged",
        ),
        "the 1 forgotten": (_encoder(("0.5 * (np.exp(s) - 1)", "0.5 * np.exp(s)")), "1-missing-in-g_s"),
        "sigma forgotten on the way": (
            _encoder(("0.5 * g_z * eps * sigma", "0.5 * g_z * eps")),
            "sigma-is-one (g_s)",
        ),
        "z in place of the noise": (
            _encoder(("0.5 * g_z * eps * sigma", "0.5 * g_z * z")),
            "z-for-the-noise",
        ),
        "half and sign": (
            _encoder(("0.5 * g_z * eps", "g_z * eps"), ("+ 0.5 * (np.exp(s) - 1)", "- 0.5 * (np.exp(s) - 1)")),
            "half-missing-in-the-path + kl-subtracted-in-g_s",
        ),
        # AntixK/PyTorch-VAE#68: KL returned with its sign turned round
        "KL returned as a gain": (_encoder(("return z, KL", "return z, -KL")), "kl-of-the-wrong-sign"),
        "no root and a mean": (
            _encoder(("z = mu + sigma * eps", "z = mu + np.exp(s) * eps"), ("np.sum(", "np.mean(")),
            "s-taken-for-ln-sigma (z) + mean-over-latents",
        ),
    },
    "11.4": {
        "no sigmoid": (
            _gan(("a = sigmoid(logit)", "a = logit"), ("sigmoid(logit_real)", "logit_real")),
            "sigmoid-left-out-of-D",
        ),
        "tanh at the end of G, its slope in g_fake": (
            _gan(FAKE, ("g_fake = D1 @ V[1]", "g_fake = (D1 @ V[1]) * (1 - fake**2)")),
            "tanh-at-the-end-of-G-and-slope-in-g_fake",
        ),
        "tanh at the end of G": (_gan(FAKE), "tanh-at-the-end-of-G"),
        "tanh at the end of G, and its slope": (
            _gan(FAKE, (THROUGH_G, THROUGH_G.replace("g_fake,", "g_fake * (1 - fake**2),"))),
            "tanh-and-slope-at-the-end-of-G",
        ),
        # keras-team/keras-io#361, jacobgil/keras-dcgan#11: labels of G's step
        "label 0 in the step of G": (_gan((SEED_G, "seed = a\n")), "label-fake-for-G"),
        "minimax": (_gan((SEED_G, "seed = -a\n")), "minimax"),
        "the sign": (_gan((SEED_G, "seed = 1 - a\n")), "seed-of-the-wrong-sign"),
        # wangle53/CSA-CDGAN#5, nikhilsinghmus/image2reverb#37: cut off in G's step
        "cut off at D": (_gan((THROUGH_G, "_, grad_W = backward(0 * g_fake, W, H, Z)")), "cut-off-at-D"),
        "g_fake is nothing": (_gan(("g_fake = D1 @ V[1]", "g_fake = np.zeros_like(fake)")), "g_fake-zero"),
        # alterzero/DBPN-Pytorch#37, heykeetae/Self-Attention-GAN#48: not cut off in D's step
        "G moved in the step of D": (
            _gan(
                (
                    RETURN_D,
                    "D1, _ = backward(seed, V, K, fake)\n    g = D1 @ V[1]\n"
                    "    return seed, g, backward(g, W, H, Z)[1], grad_V",
                )
            ),
            "G-moved-in-the-step-of-D",
        ),
        # devnag/pytorch-generative-adversarial-networks#14: does this line train D?
        "D moved in the step of G": (
            _gan((RETURN_G, "return seed, g_fake, grad_W, backward(seed, V, K, fake)[1]")),
            "D-moved-in-the-step-of-G",
        ),
        "divided by m on the way": (_gan(("g_fake = D1 @ V[1]", "g_fake = D1 @ V[1] / len(Z)")), "g_fake-divided-by-m"),
        "divided by m at the seed": (_gan((SEED_G, "seed = (a - 1) / len(a)\n")), "seed-divided-by-m"),
        "a mean before G": (
            _gan((THROUGH_G, "_, grad_W = backward(np.tile(g_fake.mean(axis=0), (len(Z), 1)), W, H, Z)")),
            "averaged-before-G",
        ),
        "the derivative by a": (_gan((SEED_G, "seed = -1 / a\n")), "seed-by-the-activation"),
        "a slope at what G has made": (
            _gan((THROUGH_G, "_, grad_W = backward(g_fake * (1 - fake**2), W, H, Z)")),
            "slope-at-the-output-of-G",
        ),
        # MTLab/rsgunet_image_enhance#6, udacity/deep-learning#238: labels in D's step
        "labels of D exchanged": (
            _gan((SEEDS_D, "seed, seed_real = a - 1, sigmoid(logit_real)")),
            "labels-of-D-swapped",
        ),
        "all labels exchanged": (
            _gan((SEED_G, "seed = a\n"), (SEEDS_D, "seed, seed_real = a - 1, sigmoid(logit_real)")),
            "all-labels-swapped",
        ),
        "half of the sum": (
            _gan((GRAD_V, "grad_V = [None, (of_fake[1] + of_real[1]) / 2, (of_fake[2] + of_real[2]) / 2]")),
            "halved",
        ),
        "real examples forgotten": (_gan((GRAD_V, "grad_V = of_fake")), "made-only"),
        "one mean over all": (
            _gan(
                (
                    GRAD_V,
                    "m, n = len(Z), len(X)\n"
                    "    grad_V = [None] + [(m * f + n * r) / (m + n) for f, r in zip(of_fake[1:], of_real[1:])]",
                )
            ),
            "one-mean-over-both",
        ),
        "sums everywhere": (_gan((" / len(X)", "")), "sums-for-means"),
        "no slope": (_gan((" * (1 - H**2)", "")), "no-slope (D, on the way to g_fake, G, grad_V)"),
        "each network its own": (
            """
def gan_step(step, W, b, V, c, Z, X):
    sig = lambda z: 1 / (1 + np.exp(-z))
    def layers(U, d, x):
        h = np.tanh(x @ U[1].T + d[1])
        return h, h @ U[2].T + d[2]
    def back(s, U, h, x):
        d = (s @ U[2]) * (1 - h**2)
        return d @ U[1], [None, d.T @ x / len(x), s.T @ h / len(x)]
    h, x = layers(W, b, Z)
    k, z = layers(V, c, x)
    kr, zr = layers(V, c, X)
    g, _ = back(sig(z) - 1, V, k, x)
    _, gW = back(g, W, h, Z)
    _, one = back(sig(z), V, k, x)
    _, two = back(sig(zr) - 1, V, kr, X)
    gV = [None, one[1] + two[1], one[2] + two[2]]
    if step == "G":
        return sig(z) - 1, g, gW, gV
    return sig(z), 0 * x, gW, gV
""",
            "each-gets-its-own",
        ),
        "minimax and a mean before G": (
            _gan(
                (SEED_G, "seed = -a\n"),
                (THROUGH_G, "_, grad_W = backward(np.tile(g_fake.mean(axis=0), (len(Z), 1)), W, H, Z)"),
            ),
            "minimax + averaged-before-G",
        ),
        "label 0 and D moved": (
            _gan((SEED_G, "seed = a\n"), (RETURN_G, "return seed, g_fake, grad_W, backward(seed, V, K, fake)[1]")),
            "label-fake-for-G + D-moved-in-the-step-of-G",
        ),
        "a critic without a sigmoid": (_gan((SEED_G, "seed = -np.ones_like(a)\n")), "critic-of-wasserstein"),
        "steps exchanged": (_gan(('if step == "G"', 'if step == "D"')), "steps-exchanged"),
        "minimax and D moved": (
            _gan((SEED_G, "seed = -a\n"), (RETURN_G, "return seed, g_fake, grad_W, backward(seed, V, K, fake)[1]")),
            "minimax + D-moved-in-the-step-of-G",
        ),
    },
    "11.5": {
        # openai/spinningup#436: why is there a minus sign?
        "the sign": (_policy(("(P - np.eye(n)[actions])", "(np.eye(n)[actions] - P)")), "sign"),
        # udacity/deep-reinforcement-learning#42, huggingface/deep-rl-class#70: one return for all moments
        "total return": (
            _policy(
                (
                    LOOP,
                    """    start = 0
    for k in range(T):
        if last[k]:
            r = rewards[start : k + 1]
            R[start : k + 1] = (gamma ** np.arange(len(r)) * r).sum()
            start = k + 1
""",
                )
            ),
            "total-return",
        ),
        # nikhilbarhate99/PPO-PyTorch#8: the return of one episode is carried into another
        "not parted": (_policy((RESET, "")), "returns-across-episodes"),
        # hunkim/ReinforcementZeroToAll#1: γ^t r_t and no sum
        "discounted, not summed": (
            _policy(
                (LOOP, ""),
                (BASE, "R = gamma**t * rewards\n    A = R - values"),
            ),
            "discounted-without-a-sum",
        ),
        # shehzaadzd/MINERVA#28: the sum begins one later
        "from the next moment": (
            _policy(
                (
                    "        later = rewards[k] + gamma * later\n        R[k] = later",
                    "        R[k] = later\n        later = rewards[k] + gamma * later",
                )
            ),
            "from-the-next-moment",
        ),
        "rewards so far": (
            _policy(
                (
                    LOOP,
                    """    for k in range(T):
        later = rewards[k] + later
        R[k] = later
        if last[k]:
            later = 0.0
""",
                )
            ),
            "rewards-so-far-undiscounted",
        ),
        "only the reward": (_policy((LOOP, "    R = rewards.copy()\n")), "reward-only"),
        # dennybritz/reinforcement-learning#185, ufal/npfl122#117: where is γ^t?
        "gamma to the t left out": (_policy(("gamma**t * A", "A")), "gamma-t-left-out"),
        "t runs on": (_policy((CLOCK, "t[k] = t[k - 1] + 1")), "t-runs-on"),
        "neither parted nor begun anew": (
            _policy((RESET, ""), (CLOCK, "t[k] = k")),
            "episodes-not-parted",
        ),
        "no baseline": (_policy((BASE, "A = R")), "baseline-left-out"),
        "baseline added": (_policy((BASE, "A = R + values")), "baseline-added"),
        # alessiodm/drl-zh#5: a mean over time, and standardised
        "mean over time": (_policy((BASE, "A = R - R.mean()")), "mean-over-time-as-baseline"),
        "standardised": (
            _policy((BASE, "A = R - values\n    A = (A - A.mean()) / A.std()")),
            "advantage-standardised",
        ),
        "gradient of pi": (
            _policy((DELTA, DELTA + "\n    D = D * P[np.arange(T), actions][:, None]")),
            "pi-for-ln-pi",
        ),
        "greedy action": (_policy(("np.eye(n)[actions]", "np.eye(n)[P.argmax(axis=1)]")), "greedy-action"),
        "advantage on the label only": (
            _policy((DELTA, "D = P - (gamma**t * A)[:, None] * np.eye(n)[actions]")),
            "weight-on-the-label-only",
        ),
        "divided by T": (_policy((DELTA, DELTA + " / T")), "divided-by-moments"),
        # Farama-Foundation/Gymnasium#1336: the mean of ln π with the sum of the returns
        "one weight for all": (
            _policy(("(gamma**t * A)[:, None]", "(gamma**t * A).mean()")),
            "mean-of-ln-pi",
        ),
        # titu1994/neural-architecture-search#9: the sum is set back where a reward stands, or one too late
        "set back one too late": (
            _policy(("        if last[k]:", "        if k > 0 and last[k - 1]:")),
            "returns-parted-one-too-late",
        ),
        "not discounted": (_policy(("gamma * later", "later")), "not-discounted"),
        "softmax left out": (
            _policy((DELTA, "D = (gamma**t * A)[:, None] * (Z - np.eye(n)[actions])")),
            "softmax-left-out",
        ),
        "no gamma and the sign": (
            _policy((DELTA, "D = A[:, None] * (np.eye(n)[actions] - P)")),
            "gamma-t-left-out + sign",
        ),
        "greedy and no baseline": (
            _policy((BASE, "A = R"), ("np.eye(n)[actions]", "np.eye(n)[P.argmax(axis=1)]")),
            "baseline-left-out + greedy-action",
        ),
        "left in reverse": (
            _policy((BASE, "R = R[::-1]\n    A = R - values")),
            "all-left-in-reverse",
        ),
        # one step, and the value of the next moment for all that comes later
        "temporal difference": (
            _policy(
                (
                    BASE,
                    "V_next = np.where(last, 0, np.append(values[1:], 0))\n    A = rewards + gamma * V_next - values",
                )
            ),
            "temporal-difference",
        ),
    },
    "11.6": {
        "only the entry of the class": (
            _springs((SEED_C, "        D = (P - 1) * np.eye(P.shape[1])[c]\n")),
            "entry-of-the-class-only",
        ),
        # kuc2477/pytorch-ewc#1, shivamsaboo17/Overcoming-Catastrophic-forgetting-in-Neural-Networks#6,
        # facebookresearch/GradientEpisodicMemory#7: the mean gradient is squared
        "mean first, then the square": (
            """
def springs(W_old, b_old, X, W, lam):
    A, n, m = [X], len(W), len(X)
    for l in range(1, n - 1):
        A.append(np.tanh(A[-1] @ W_old[l].T + b_old[l]))
    Z = A[-1] @ W_old[-1].T + b_old[-1]
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    D = P - np.eye(P.shape[1])[P.argmax(axis=1)]
    F = [None] * n
    for l in range(n - 1, 0, -1):
        F[l] = (D.T @ A[l - 1] / m) ** 2
        D = (D @ W_old[l]) * (1 - A[l - 1] ** 2)
    return F, [None] + [lam * F[l] * (W[l] - W_old[l]) for l in range(1, n)]
""",
            "square-of-the-mean-gradient",
        ),
        # GT-RIPL/Continual-Learning-Benchmark#7: the likeliest class as label
        "the likeliest class": (
            _springs(("P[:, [c]] * D**2", "(P.argmax(axis=1) == c)[:, None] * D**2")),
            "likeliest-class",
        ),
        # kuc2477/pytorch-ewc#2: one number for a whole array
        "one number a layer": (
            _springs(
                ("    g = [None]", "    F = [None] + [np.full(f.shape, f.mean()) for f in F[1:]]\n    g = [None]")
            ),
            "one-number-a-layer",
        ),
        "a sum over the examples": (_springs((GATHER, GATHER.replace(" / m", ""))), "sum-for-mean"),
        "activations not squared": (_springs(("A[l - 1] ** 2 / m", "A[l - 1] / m")), "activations-not-squared"),
        "absolute values": (
            _springs((GATHER, "F[l] += (P[:, [c]] * np.abs(D)).T @ np.abs(A[l - 1]) / m")),
            "absolute-values",
        ),
        "the root": (
            _springs(("    g = [None]", "    F = [None] + [np.sqrt(f) for f in F[1:]]\n    g = [None]")),
            "root-of-F",
        ),
        "probabilities left out": (_springs(("P[:, [c]] * D**2", "D**2")), "classes-not-weighted"),
        "all classes alike": (_springs(("P[:, [c]] * D**2", "D**2 / P.shape[1]")), "classes-averaged"),
        "probabilities squared too": (_springs(("P[:, [c]] * D**2", "(P[:, [c]] * D) ** 2")), "p-squared-with-delta"),
        "Fisher at the new weights": (
            _springs(("W_old[l].T", "W[l].T"), ("W_old[-1].T", "W[-1].T"), ("(D @ W_old[l])", "(D @ W[l])")),
            "fisher-at-the-new-weights (the way forward, the way back)",
        ),
        "a half left": (_springs((PULL_BACK, "lam / 2 * F[l] * (W[l] - W_old[l])")), "half-left"),
        "a two left": (_springs((PULL_BACK, "2 * lam * F[l] * (W[l] - W_old[l])")), "two-left"),
        "pushed away": (_springs((PULL_BACK, "lam * F[l] * (W_old[l] - W[l])")), "moved-the-wrong-way"),
        "weight decay": (_springs((PULL_BACK, "lam * F[l] * W[l]")), "W-old-left-out"),
        "equal springs": (_springs((PULL_BACK, "lam * (W[l] - W_old[l])")), "equal-springs"),
        "the cost for its gradient": (
            _springs((PULL_BACK, "lam / 2 * F[l] * (W[l] - W_old[l]) ** 2")),
            "cost-for-its-gradient",
        ),
        "squares go back": (
            """
def springs(W_old, b_old, X, W, lam):
    A, n, m = [X], len(W), len(X)
    for l in range(1, n - 1):
        A.append(np.tanh(A[-1] @ W_old[l].T + b_old[l]))
    Z = A[-1] @ W_old[-1].T + b_old[-1]
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    F = [None] + [np.zeros_like(w) for w in W[1:]]
    for c in range(P.shape[1]):
        D2 = (P - np.eye(P.shape[1])[c]) ** 2
        for l in range(n - 1, 0, -1):
            F[l] += (P[:, [c]] * D2).T @ A[l - 1] ** 2 / m
            D2 = (D2 @ W_old[l] ** 2) * (1 - A[l - 1] ** 2) ** 2
    return F, [None] + [lam * F[l] * (W[l] - W_old[l]) for l in range(1, n)]
""",
            "squares-go-back",
        ),
        "only the last class": (_springs(("F[l] += (", "F[l] = (")), "last-class-only"),
        "no slope": (_springs((" * (1 - A[l - 1] ** 2)", "")), "no-slope"),
        "sum and half": (
            _springs((GATHER, GATHER.replace(" / m", "")), (PULL_BACK, "lam / 2 * F[l] * (W[l] - W_old[l])")),
            "half-left",
        ),
        "likeliest and not squared": (
            _springs((GATHER, "F[l] += ((P.argmax(axis=1) == c)[:, None] * D**2).T @ A[l - 1] / m")),
            "activations-not-squared + likeliest-class",
        ),
        "largest made 1": (
            _springs(("    g = [None]", "    F = [None] + [f / f.max() for f in F[1:]]\n    g = [None]")),
            "normalised-by-the-largest",
        ),
        # stokesj/EWC#2: p or ln p?
        "the gradient of p": (
            _springs((SEED_C, "        D = P[:, [c]] * (np.eye(P.shape[1])[c] - P)\n")),
            "gradient-of-p",
        ),
        "forwards with the new weights, back with the old": (
            _springs(("W_old[l].T", "W[l].T"), ("W_old[-1].T", "W[-1].T")),
            "fisher-at-the-new-weights (the way forward)",
        ),
    },
    "11.7": {
        "exponentials of Z/T": (
            _student((TEACHER, "q = np.exp(Z_teacher / T)\n    q = q / q.sum(axis=1, keepdims=True)")),
            "right-but-not-finite",
        ),
        "a small number before the logarithm": (
            _student((SOFT, SOFT.replace("log_softmax(Z / T)", "np.log(softmax(Z / T) + 1e-12)"))).replace(
                "Y * log_softmax(Z)", "Y * np.log(softmax(Z) + 1e-12)"
            ),
            "added-before-the-logarithm-1e-12",
        ),
        "p cut off before the logarithm": (
            _student((SOFT, SOFT.replace("log_softmax(Z / T)", "np.log(np.clip(softmax(Z / T), 1e-15, 1))"))).replace(
                "Y * log_softmax(Z)", "Y * np.log(np.clip(softmax(Z), 1e-15, 1))"
            ),
            "added-before-the-logarithm-1e-15",
        ),
        # IntelLabs/distiller#122, philschmid/knowledge-distillation-transformers-pytorch-sagemaker#1
        "T squared forgotten": (
            _student(("-T**2 * ", "-"), ("alpha * T * (", "alpha / T * (")),
            "T-squared-left-out-everywhere",
        ),
        "T squared forgotten in C": (_student(("-T**2 * ", "-")), "T-squared-left-out"),
        # google-research/scenic#706
        "T squared, and no 1/T": (_student(("alpha * T * (", "alpha * T**2 * (")), "T-squared-without-slope"),
        "no factor": (_student(("alpha * T * (", "alpha * (")), "T-left-out"),
        # yuanli2333/Teacher-free-Knowledge-Distillation#24: T at one side only
        "T only at the teacher": (_student(("Z / T)", "Z) ")), "student-without-T (C, D)"),
        "T only at the student": (_student((TEACHER, "q = softmax(Z_teacher)")), "teacher-without-T"),
        "the sign": (_student(("softmax(Z / T) - q", "q - softmax(Z / T)")), "sign"),
        "hard answers": (
            _student((TEACHER, "q = np.eye(Z.shape[1])[Z_teacher.argmax(axis=1)]")),
            "hard-answers",
        ),
        # yuanli2333/Teacher-free-Knowledge-Distillation#41, HikariTJU/LD#74, haitongli/knowledge-distillation-pytorch#2
        "mean over the classes": (
            _student(
                (SOFT, "soft = -T**2 * np.mean(q * log_softmax(Z / T), axis=1)"),
                ("(softmax(Z / T) - q)", "(softmax(Z / T) - q) / Z.shape[1]"),
            ),
            "mean-over-classes-everywhere",
        ),
        "mean over the classes in C": (
            _student((SOFT, "soft = -T**2 * np.mean(q * log_softmax(Z / T), axis=1)")),
            "mean-over-classes",
        ),
        # microsoft/ProDA#43: softmax where log-softmax belongs
        "softmax for log-softmax": (
            _student((SOFT, "soft = -T**2 * np.sum(q * softmax(Z / T), axis=1)")),
            "logarithm-left-out",
        ),
        # haitongli/knowledge-distillation-pytorch#10: softmax before cross-entropy, which has one
        "softmax twice in the hard part": (
            _student(
                (HARD, "hard = -np.sum(Y * log_softmax(softmax(Z)), axis=1)"),
                ("(softmax(Z) - Y)", "(softmax(softmax(Z)) - Y)"),
            ),
            "hard-softmax-twice (C, D)",
        ),
        "KL and not cross-entropy": (
            _student((SOFT, "soft = T**2 * np.sum(q * (np.log(q + 1e-300) - log_softmax(Z / T)), axis=1)")),
            "kl-for-cross-entropy",
        ),
        "KL the other way round": (
            _student(
                (
                    SOFT,
                    "p, lp = softmax(Z / T), log_softmax(Z / T)\n"
                    "    soft = T**2 * np.sum(p * (lp - log_softmax(Z_teacher / T)), axis=1)",
                )
            ),
            "kl-reversed-in-the-cost",
        ),
        "shares exchanged": (
            _student(
                (SUM, "C = (1 - alpha) * soft + alpha * hard"),
                (SEED, "D = (1 - alpha) * T * (softmax(Z / T) - q) + alpha * (softmax(Z) - Y)"),
            ),
            "shares-exchanged (C, D)",
        ),
        "the hard part whole": (
            _student((SUM, "C = alpha * soft + hard"), ("(1 - alpha) * (softmax(Z) - Y)", "(softmax(Z) - Y)")),
            "hard-share-whole (C, D)",
        ),
        "the hard part forgotten in D": (
            _student((" + (1 - alpha) * (softmax(Z) - Y)", "")),
            "hard-left-out (D)",
        ),
        "T in the hard part": (
            _student(
                (HARD, "hard = -np.sum(Y * log_softmax(Z / T), axis=1)"), ("(softmax(Z) - Y)", "(softmax(Z / T) - Y)")
            ),
            "T-in-the-hard-part (C, D)",
        ),
        "divided by m": (_student(("return C, D", "return C / len(Z), D / len(Z)")), "divided-by-m"),
        "D divided by m": (_student(("return C, D", "return C, D / len(Z)")), "D-divided-by-m"),
        "not stable": (
            _student(
                ("np.exp(Z - Z.max(axis=1, keepdims=True))", "np.exp(Z)"),
                ("    Z = Z - Z.max(axis=1, keepdims=True)\n    return Z", "    return Z"),
            ),
            "right-but-not-finite",
        ),
        "teacher without T and no T squared": (
            _student((TEACHER, "q = softmax(Z_teacher)"), ("alpha * T * (", "alpha / T * (")),
            "T-squared-left-out-of-the-seed + teacher-without-T",
        ),
        "shares and sign": (
            _student((SEED, "D = (1 - alpha) * T * (q - softmax(Z / T)) + alpha * (softmax(Z) - Y)")),
            "sign + shares-exchanged (D)",
        ),
        "temperature nowhere": (
            _student(("Z_teacher / T", "Z_teacher"), ("Z / T", "Z"), ("-T**2 * ", "-"), ("alpha * T * (", "alpha * (")),
            "no-temperature",
        ),
        "logits": (
            _student(("(softmax(Z / T) - q)", "(Z / T - q)")),
            "student-not-softmaxed",
        ),
        "T squared before both parts": (
            _student(
                ("(1 - alpha) * (softmax(Z) - Y)", "(1 - alpha) * T**2 * (softmax(Z) - Y)"),
                ("(1 - alpha) * hard", "(1 - alpha) * T**2 * hard"),
            ),
            "T-squared-at-the-hard-part (C, D)",
        ),
    },
    "11.8": {
        "σ before the fresh noise": (_denoise(("np.sqrt(u2) * noise", "sigma * noise")), "this-level-for-u"),
        "the true noise taken off, and the wrong sign": (
            _denoise((CLEAN, "clean = noisy - sigma * eps"), (TARGET, "D = eps - A")),
            "sign + true-noise-in-clean",
        ),
        "the true noise taken off": (_denoise((CLEAN, "clean = noisy - sigma * eps")), "true-noise-in-clean"),
        "the true noise taken off, and all of the old noise": (
            _denoise((CLEAN, "clean = noisy - sigma * eps"), ("np.sqrt(d2) * A", "s * A")),
            "true-noise-in-clean + whole-level-of-old-noise",
        ),
        "s before the fresh noise": (_denoise(("np.sqrt(u2) * noise", "s * noise")), "next-level-for-u"),
        "the cost for δ": (_denoise((TARGET, "D = 0.5 * (A - eps) ** 2")), "cost-itself"),
        "levels exchanged": (
            _denoise(("u2 = s**2 * (sigma**2 - s**2) / sigma**2", "u2 = sigma**2 * (sigma**2 - s**2) / s**2")),
            "levels-exchanged",
        ),
        # huggingface/diffusion-models-class#18 and #63, acids-ircam/diffusion_models#1: variance and deviation
        "the variance in noisy": (_denoise((NOISY, "noisy = X + sigma**2 * eps")), "variance-for-deviation"),
        "the variance before the noise": (_denoise(("np.sqrt(u2) * noise", "u2 * noise")), "u-squared"),
        "roots forgotten": (
            _denoise((NEW, "new = clean + d2 * A + u2 * noise")),
            "d-squared + u-squared",
        ),
        # bwconrad/decoder-denoising#3: shouldn't the target be the picture?
        "the picture as target": (_denoise((TARGET, "D = A - X")), "clean-for-target"),
        # irom-princeton/dppo#14: the noisy one as target
        "the noisy one as target": (_denoise((TARGET, "D = A - noisy")), "noisy-for-target"),
        # tqch/ddpm-torch#2: the target multiplied by its coefficient
        "sigma eps as target": (_denoise((TARGET, "D = A - sigma * eps")), "scaled-noise-for-target"),
        "sign of the seed": (_denoise((TARGET, "D = eps - A")), "sign"),
        "twice": (_denoise((TARGET, "D = 2 * (A - eps)")), "twice"),
        "noise added once more": (_denoise((CLEAN, "clean = noisy + sigma * A")), "noise-added-in-clean"),
        "sigma forgotten": (_denoise((CLEAN, "clean = noisy - A")), "sigma-left-out-of-clean"),
        "a score": (_denoise((CLEAN, "clean = noisy + sigma**2 * A")), "variance-added-in-clean"),
        "the full jump": (_denoise((NEW, "new = clean")), "clean-only"),
        # the level t where the next one belongs
        "noise of this level": (
            _denoise((NEW, "new = clean + sigma * A")),
            "step-to-this-level",
        ),
        "the deterministic step": (_denoise((U2, "u2 = 0 * s")), "nothing-fresh"),
        "all of the old noise and fresh noise": (
            _denoise((D2, "d2 = s**2")),
            "whole-level-of-old-noise",
        ),
        # jhbastek/PhysicsInformedDiffusionModels#4, zoubohao/DenoisingDiffusionProbabilityModel-ddpm-#18: which one?
        "variance of the difference": (_denoise((U2, "u2 = sigma**2 - s**2")), "fresh-of-the-difference"),
        "x made smaller": (
            _denoise((NOISY, "noisy = np.sqrt(np.abs(1 - sigma**2)) * X + sigma * eps")),
            "x-made-smaller",
        ),
        "the old noise taken off twice": (
            _denoise(("clean + np.sqrt(d2) * A", "clean - np.sqrt(d2) * A")),
            "old-noise-subtracted",
        ),
        "eps for A": (_denoise(("np.sqrt(d2) * A", "np.sqrt(d2) * eps")), "true-noise-in-the-sampler"),
        "from the noisy point": (_denoise(("new = clean +", "new = noisy +")), "from-the-noisy-point"),
        "one sigma for all": (
            _denoise(("sigma, s = sigma[:, None], following[:, None]", "sigma, s = sigma[0], following[:, None]")),
            "general-entry-first-everywhere",
        ),
        "mean over the columns": (_denoise((TARGET, "D = (A - eps) / A.shape[1]")), "mean-over-columns"),
        "sign and full jump": (
            _denoise((TARGET, "D = eps - A"), (NEW, "new = clean")),
            "sign + clean-only",
        ),
        "target and score": (
            _denoise((TARGET, "D = A - X"), (CLEAN, "clean = noisy + sigma**2 * A")),
            "clean-as-the-target-throughout + variance-added-in-clean",
        ),
        "fresh noise at the end": (
            _denoise((NEW, NEW + "\n    new = new + (s == 0) * sigma * noise")),
            "noise-also-at-the-end",
        ),
        "s not squared": (_denoise((U2, "u2 = s * (sigma**2 - s**2) / sigma**2")), "fresh-s-not-squared"),
        "sigma not as a column": (
            _denoise(("sigma, s = sigma[:, None], following[:, None]", "s = following")),
            "raises",
        ),
        "d and u exchanged": (
            _denoise((NEW, "new = clean + np.sqrt(u2) * A + np.sqrt(d2) * noise")),
            "d-and-u-exchanged",
        ),
        "clean with the next level": (_denoise((CLEAN, "clean = noisy - s * A")), "next-level-in-clean"),
    },
}

RIGHT = {
    "11.1": {
        "plain": ATTACK,
        "an example at a time": ATTACK_BY_EXAMPLE,
        "einsum, in place": ATTACK_EINSUM,
        "Jacobians forwards": ATTACK_JACOBIANS,
        "mean cost times m": _attack((BP1, "D = (P - Y) / len(X)"), (BACK1, "g_x = len(X) * (D @ W[1])")),
    },
    "11.2": {
        "plain": SPARSE,
        "loops": SPARSE_LOOPS,
        "einsum": SPARSE_EINSUM,
        "in place": SPARSE_IN_PLACE,
        "by the mean cost": _sparse(
            (D1, "m = len(A1)\n    D1 = m * (D2 / m @ W2 + pull / m) * A1 * (1 - A1)"),
        ),
    },
    "11.3": {
        "plain": ENCODER,
        "as in the paper": ENCODER_PAPER,
        "loops, by sigma": ENCODER_LOOPS,
        "in place": ENCODER_IN_PLACE,
    },
    "11.4": {
        "plain": GAN,
        "loops": GAN_LOOPS,
        "one pass over both": GAN_TOGETHER,
        "mean at the top": GAN_SEEDS_DIVIDED,
    },
    "11.5": {
        "plain": POLICY,
        "episodes split": POLICY_SPLIT,
        "a matrix of powers": POLICY_MATRIX,
        "lists": POLICY_LISTS,
    },
    "11.6": {
        "plain": SPRINGS,
        "loops": SPRINGS_LOOPS,
        "einsum over classes": SPRINGS_EINSUM,
        "gradients of examples": SPRINGS_PER_EXAMPLE,
    },
    "11.7": {
        "plain": STUDENT,
        "loops": STUDENT_LOOPS,
        "logsumexp": STUDENT_LOGSUMEXP,
        "two targets, one loop": STUDENT_GATHERED,
    },
    "11.8": {
        "plain": DENOISE,
        "loops": DENOISE_LOOPS,
        "einsum": DENOISE_EINSUM,
        "transposed": DENOISE_TRANSPOSED,
        "the mean of the posterior": DENOISE_POSTERIOR,
    },
}
