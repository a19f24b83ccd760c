"""The control loops, one file or folder each, independent of one another."""
