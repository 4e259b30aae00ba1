"""Layers: the pieces of a model, each a forward rule and, beside it, the backward rule.

A layer is a frozen record.  It owns no array; its parameters are views of one flat vector that are handed in:

    y, seen = layer.forward(p, x, rng)             p: its parameters; seen: what the way back needs
    g_x     = layer.backward(p, seen, g, grad)     g = ∂C/∂y; the gradient of the parameters is added to grad

Adding is the sum over paths: a layer that is used twice collects twice.  ``Layer`` says what a new one must give;
``bplib.model.Model`` makes a model of layers that end in the weighted inputs z^L, (m, n_L).  Recurrent layers take
sequences, (T, m, n), time first, attention takes them examples first, (m, T, d); ``LastMoment``, ``EveryMoment``,
``LastPosition`` and ``EveryPosition`` make rows of them.  To try a layer alone:

    p = LayerParameters(layer, flat=rng.normal(size=LayerParameters(layer).flat.size)).view
    y, seen = layer.forward(p, x)
"""

from bplib.layers.attention import Attention
from bplib.layers.chain import Chain, Residual
from bplib.layers.convolution import Convolution
from bplib.layers.dense import Dense
from bplib.layers.drop_connect import DropConnect
from bplib.layers.elementwise import Apply, Dropout, Scale
from bplib.layers.elman import Elman
from bplib.layers.embedding import Embedding
from bplib.layers.flatten import Flatten
from bplib.layers.gru import GRU
from bplib.layers.layer import Layer, LayerParameters
from bplib.layers.lstm import LSTM
from bplib.layers.moments import EveryMoment, EveryPosition, LastMoment, LastPosition
from bplib.layers.normalization import BatchNorm, LayerNorm, RMSNorm
from bplib.layers.pooling import MaxPool, MeanPool
from bplib.layers.positions import LearntPositions, SinusoidalPositions

__all__ = [
    "GRU",
    "LSTM",
    "Apply",
    "Attention",
    "BatchNorm",
    "Chain",
    "Convolution",
    "Dense",
    "DropConnect",
    "Dropout",
    "Elman",
    "Embedding",
    "EveryMoment",
    "EveryPosition",
    "Flatten",
    "LastMoment",
    "LastPosition",
    "Layer",
    "LayerNorm",
    "LayerParameters",
    "LearntPositions",
    "MaxPool",
    "MeanPool",
    "RMSNorm",
    "Residual",
    "Scale",
    "SinusoidalPositions",
]
