"""What the commands of `k8slab` do; `k8slab.cli` says what they are called and which options they have."""
