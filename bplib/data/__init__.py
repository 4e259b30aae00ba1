"""Data sets that are made here or come with scikit-learn, larger ones from a file, sequences, classes, augmentation."""
