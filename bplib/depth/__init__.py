"""Depth: what many layers do to a signal on its way up, and to δ on its way down, before anything is learnt.

``mean_field`` predicts it, ``lsuv`` is a start that is measured instead of derived.
"""
