"""The Kubernetes API over HTTP: a thin adapter around the simulated cluster."""
