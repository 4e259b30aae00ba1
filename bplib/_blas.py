"""One product that NumPy cannot do in place."""

from __future__ import annotations

import numpy as np

Array = np.ndarray


def add_product(C: Array, A: Array, B: Array) -> None:
    """Add Aᵀ B, with A (m, n) and B (m, k), to C (n, k) in place: C, A and B in C order and of the same float type.

    ``C += A.T @ B`` would write the product to memory and read it again; BLAS adds while it multiplies.
    """
    from scipy.linalg.blas import dgemm, sgemm

    gemm = sgemm if C.dtype == np.float32 else dgemm
    done = gemm(1.0, B.T, A.T, beta=1.0, c=C.T, trans_b=True, overwrite_c=True)  # Cᵀ += Bᵀ A, in column order
    if not np.may_share_memory(done, C):
        C[...] = done.T
