"""How objects and tables become text, each printer as kubectl's of the same name."""
