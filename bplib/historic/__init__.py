"""What the lesson on history runs again: old methods, networks that were printed, and who did what when."""
