"""What lessons try out and nobody should build on: gradients with a mistake, networks that are kept to be measured."""
