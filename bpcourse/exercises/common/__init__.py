"""What several exercises share: the slips that are made everywhere, the gradient of a network in pieces."""
