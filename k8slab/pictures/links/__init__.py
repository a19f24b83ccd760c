"""The parts of a chain: what hangs on what, and where it is broken."""
