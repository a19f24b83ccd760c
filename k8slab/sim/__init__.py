"""The simulated control plane: synchronous, single-threaded, without a wall clock or sockets."""
