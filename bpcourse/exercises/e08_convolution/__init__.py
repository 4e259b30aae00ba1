"""Exercise 08: convolution: kernels that turn, ties, LeNet counted to the unit, seven bugs to find."""

from __future__ import annotations

from bpcourse.exercises.e08_convolution.find_bug import FIND_BUG
from bpcourse.exercises.e08_convolution.forward import CONVOLVE
from bpcourse.exercises.e08_convolution.input_gradient import INPUT_GRADIENT
from bpcourse.exercises.e08_convolution.kernel_gradient import KERNEL_GRADIENT
from bpcourse.exercises.e08_convolution.lenet import COUNT
from bpcourse.exercises.e08_convolution.pooling import POOL_BACKWARD
from bpcourse.exercises.e08_convolution.predict import PREDICT

TASKS = (COUNT, CONVOLVE, KERNEL_GRADIENT, INPUT_GRADIENT, POOL_BACKWARD, FIND_BUG, PREDICT)
