"""Matrices as fields: a Jacobian between its products, and the blocks that a bug spoils."""

import numpy as np
from matplotlib.colors import to_hex

from bplib.plotting.figure import alternative, figure, png
from bplib.plotting.matrices import SPOILT_MAP, draw_products, draw_spoilt


def test_each_vector_lies_along_the_side_of_the_matrix_that_it_weighs_or_leaves(rng):
    J, t, g = rng.normal(size=(3, 5)), rng.normal(size=5), rng.normal(size=3)
    fig, ax = figure(frames=False)
    fields = draw_products(ax, J, t, J @ t, g, J.T @ g)
    values = {"J": J, "t": t[None], "J t": (J @ t)[:, None], "g": g[:, None], "Jᵀ g": (J.T @ g)[None]}
    for name, expected in values.items():
        np.testing.assert_array_equal(fields[name].get_array(), expected)
    places = {name: fields[name].get_coordinates().reshape(-1, 2) for name in fields}
    left, top = (places["J"].min(axis=0)[i] for i in (0, 1))
    right, low = (places["J"].max(axis=0)[i] for i in (0, 1))
    assert set(places["t"][:, 0]) == set(places["Jᵀ g"][:, 0]) == set(places["J"][:, 0])
    assert set(places["g"][:, 1]) == set(places["J t"][:, 1]) == set(places["J"][:, 1])
    assert places["t"][:, 1].max() < top < low < places["Jᵀ g"][:, 1].min()
    assert places["g"][:, 0].max() < left < right < places["J t"][:, 0].min()
    assert len({field.get_clim() for field in fields.values()}) == 1, "one scale"
    words = [text.get_text() for text in ax.texts]
    assert f"{J[2, 4]:.2f}".replace("-", "−") in words
    assert {"$J$", "$t$", "$g$", "forwards", "backwards"} <= set(words)
    said = alternative(fig)
    assert said.startswith("A matrix J with the rows ")
    assert f"Jᵀ g is {(J.T @ g)[0]:.2f}".replace("-", "−") in said
    assert png(fig)


def test_numbers_can_be_read_on_their_fields(rng):
    from test_palette import contrast

    J, t, g = rng.normal(size=(3, 5)), rng.normal(size=5), rng.normal(size=3)
    _, (left, right) = figure(columns=2)
    fields = draw_products(left, J, t, J @ t, g, J.T @ g)
    spoilt = {"a bug": {f"b[{l}]": error for l, error in enumerate(np.geomspace(0.02, 2, 9))}}
    meshes = [*fields.values(), draw_spoilt(right, spoilt, 1e-5)]
    grounds = [to_hex(mesh.to_rgba(value)) for mesh in meshes for value in np.ravel(mesh.get_array())]
    letters = [text.get_color() for ax in (left, right) for text in ax.texts if "." in text.get_text()]
    letters = [{"white": "#ffffff"}.get(colour, colour) for colour in letters]
    assert len(grounds) == len(letters) == 15 + 5 + 3 + 3 + 5 + 9
    assert min(contrast(*pair) for pair in zip(grounds, letters, strict=True)) > 3.9


def test_a_field_is_red_where_the_bug_spoils_its_block_and_says_by_how_much():
    fig, ax = figure()
    errors = {"none": {"W[1]": 1e-9, "b[1]": 2e-9}, "a bug": {"W[1]": 0.86, "b[1]": 1e-9}}
    mesh = draw_spoilt(ax, errors, 1e-5)
    shown = mesh.get_array()
    assert np.ma.getmaskarray(shown).tolist() == [[True, True], [False, True]]
    assert shown[1, 0] == 0.86
    assert [(text.get_text(), text.get_position()) for text in ax.texts] == [("0.86", (0.5, 1.5))]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["W[1]", "b[1]"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["none", "a bug"]
    assert ax.get_ylim() == (2, 0), "the first bug stands above"
    red, _, blue, _ = SPOILT_MAP(0.5)
    assert red > 1.5 * blue
    assert alternative(fig) == "none: spoils nothing. a bug: spoils W[1] by 0.86."
    assert to_hex(mesh.cmap(1.0)) != to_hex(mesh.cmap(0.0))
    assert png(fig)
