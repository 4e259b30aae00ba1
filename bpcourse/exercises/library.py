"""What each task asks for and the library has: locked while an answer is judged (see ``bpcourse.sandboxed.locked``)."""

from __future__ import annotations

_NETWORK = tuple(
    f"bplib.network:Network.{name}" for name in ("forward", "backward", "gradient", "learn_from", "go_back")
)
_LOSSES = (
    *(f"bplib.losses:Loss.{name}" for name in ("per_example", "gradient", "delta")),
    "bplib.losses:BinaryCrossEntropy.delta",
    "bplib.losses:CrossEntropy.delta",
)
_PROPAGATION = tuple(f"bplib.propagation:{name}" for name in ("forward", "backward", "go_back"))
_LAYERS = (
    *(f"bplib.layers.dense:Dense.{name}" for name in ("forward", "backward")),
    *(f"bplib.activations:{name}.backward" for name in ("Activation", "Softmax")),
    *(f"bplib.model:Model.{name}" for name in ("forward", "learn_from", "go_back")),
    *(f"bplib.historic.many_networks:ManyNetworks.{name}" for name in ("forward", "backward")),
)
_GRAPH = (
    "bplib.autodiff.graph:Node.backward",
    "bplib.autodiff.graph:gradients",
    "bplib.autodiff.graph:topological_order",
    "bplib.autodiff.dual_numbers:jvp",
)
_NORMALIZATION = tuple(
    f"bplib.layers.normalization:{name}.{way}"
    for name in ("BatchNorm", "LayerNorm", "RMSNorm")
    for way in ("forward", "backward")
)
_AROUND = tuple(f"bplib.layers.chain:{name}.{way}" for name in ("Chain", "Residual") for way in ("forward", "backward"))
_MEAN_FIELD = (
    *(
        f"bplib.depth.mean_field:MeanField.{name}"
        for name in ("length_after", "fixed_length", "chi", "depth_of_gradients")
    ),
    "bplib.depth.mean_field:critical_weights",
)
_MEASURED = ("bplib.numerical_derivatives:numerical_gradient",)
_DIFFERENCES = tuple(f"bplib.numerical_derivatives:{name}" for name in ("one_sided", "central", "complex_step"))
_DROPOUT = (
    "bplib.network:dropout_masks",
    "bplib.data.augmentation:drop_inputs",
    *(f"bplib.layers.elementwise:Dropout.{name}" for name in ("forward", "backward")),
)
_RULES = (
    "bplib.optimizers.stepping:Optimizer.step",
    *(f"bplib.optimizers.adam:{name}.update" for name in ("Adam", "NAdam", "Lion")),
    *(f"bplib.optimizers.descent:{name}.update" for name in ("GradientDescent", "Momentum", "Nesterov")),
    *(f"bplib.optimizers.adaptive:{name}.update" for name in ("AdaGrad", "RMSprop", "Adadelta")),
    "bplib.optimizers.muon:Muon.update",
    "bplib.optimizers.rprop:Rprop.update",
)
_ENERGY = (
    *(f"bplib.equilibrium.energy:Landscape.{name}" for name in ("energy", "drive", "lowest", "force")),
    "bplib.equilibrium.network:EnergyNetwork.energy",
    "bplib.equilibrium.network:EnergyNetwork.relax",
    "bplib.equilibrium.network:EnergyNetwork.gradient",
    "bplib.equilibrium.nudging:add_energy_gradient",
)
_STARTS = (
    "bplib.depth.mean_field:expectation",
    "bplib.depth.mean_field:MeanField.correlation_after",
    *(f"bplib.initial_weights:{name}" for name in ("glorot", "he", "lecun")),
)
_BATCH_NORM = (  # layer normalisation of Z.T is batch normalisation of Z
    *(f"bplib.layers.normalization:{name}.forward" for name in ("BatchNorm", "LayerNorm", "RMSNorm")),
    "bplib.layers.normalization:BatchNorm._of_minibatch",
)
_CONVOLUTION = (
    *(
        f"bplib.layers.convolution:{name}"
        for name in ("Convolution.forward", "Convolution.backward", "padded", "cropped")
    ),
    *(f"bplib.layers.pooling:{name}.{way}" for name in ("MaxPool", "MeanPool") for way in ("forward", "backward")),
    *(f"bplib.layers.windows:{name}" for name in ("slices", "columns", "add_columns")),
    *(
        f"bplib.layers.by_loops:{name}"
        for name in ("uses", "convolve", "convolve_backward", "places_of_windows", "pool", "max_pool_backward")
    ),
)
_RECURRENCE = (
    *(f"bplib.layers.elman:Elman.{way}" for way in ("unroll", "through_time")),
    *(f"bplib.layers.lstm:LSTM.{way}" for way in ("unroll", "through_time", "_slopes")),
    *(f"bplib.layers.gru:GRU.{way}" for way in ("unroll", "through_time", "_slopes")),
    *(f"bplib.layers.recurrent:Recurrent.{name}" for name in ("forward", "backward", "_to_inputs", "_to_states")),
    *(
        f"bplib.layers.moments:{name}.{way}"
        for name in ("LastMoment", "EveryMoment")
        for way in ("forward", "backward")
    ),
    *(f"bplib.layers.rtrl:{name}" for name in ("influences", "rtrl")),
    "bplib.layers.checkpointing:gradient_in_segments",
)
_ATTENTION = (
    *(
        f"bplib.layers.attention:{name}"
        for name in ("softmax_rows", "softmax_rows_backward", "attend", "attend_backward")
    ),
    *(f"bplib.layers.attention:Attention.{name}" for name in ("forward", "backward", "_apart", "_together")),
    *(f"bplib.layers.embedding:Embedding.{way}" for way in ("forward", "backward")),
    *(f"bplib.layers.positions:LearntPositions.{way}" for way in ("forward", "backward")),
    *(f"bplib.activations:{name}.jacobian" for name in ("Activation", "Softmax")),
)
_GOALS = (
    "bplib.model:vjp",
    *(f"bplib.generative.diffusion:{name}" for name in ("noisy", "step", "sample")),
)
_BACKPROPAGATION = _NETWORK + _LOSSES + _PROPAGATION + _LAYERS + _GRAPH + _MEASURED

_BY_TASK: dict[str, tuple[str, ...]] = {
    "01.4": ("bplib.historic.optimal_control:costates", "bplib.historic.optimal_control:control_gradient"),
    "01.5": ("bplib.historic.rounding_error:sensitivities", "bplib.historic.rounding_error:predicted_error"),
    **dict.fromkeys(("02.3", "02.4", "02.5", "02.6"), _GRAPH),
    **dict.fromkeys(("03.2", "03.3", "03.4", "03.5", "03.6", "04.1", "04.2", "04.3"), _BACKPROPAGATION),
    "04.4": _MEASURED + _DIFFERENCES,
    "04.5": ("bplib.data.datasets:standardize",),
    "04.6": _DROPOUT,
    "05.2": tuple(f"bplib.optimizers.heavy_ball:{name}" for name in ("roots", "best_rate", "best_ball")),
    **dict.fromkeys(("05.3", "05.4", "05.5"), _RULES),
    "05.6": ("bplib.optimizers.least_squares:damped_step",),
    **dict.fromkeys(("06.2", "06.3", "06.4"), _ENERGY),
    "07.1": ("bplib.experiments.deep_networks:factor",),
    "07.2": _STARTS,
    "07.3": _BATCH_NORM,
    "07.4": ("bplib.optimizers.stepping:clip_norm",),
    **dict.fromkeys(("07.5", "07.6"), _BACKPROPAGATION + _NORMALIZATION + _AROUND),
    "07.8": _BACKPROPAGATION + _MEAN_FIELD,
    **dict.fromkeys(("08.2", "08.3", "08.4", "08.5"), _BACKPROPAGATION + _AROUND + _CONVOLUTION),
    **dict.fromkeys(("09.2", "09.3", "09.4"), _BACKPROPAGATION + _AROUND + _RECURRENCE),
    **dict.fromkeys(
        ("10.1", "10.2", "10.3", "10.4", "10.5", "10.6"), _BACKPROPAGATION + _NORMALIZATION + _AROUND + _ATTENTION
    ),
    **dict.fromkeys(tuple(f"11.{n}" for n in range(1, 9)), _BACKPROPAGATION + _NORMALIZATION + _AROUND + _GOALS),
}


def locked_for(task: str) -> tuple[str, ...]:
    """Return what of the library is locked while an answer to this task is judged, as "module:Class.function"."""
    return _BY_TASK.get(task, ())
