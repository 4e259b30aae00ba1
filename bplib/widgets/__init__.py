"""Interactives: pictures that follow sliders, and explorers that compute in the browser."""
