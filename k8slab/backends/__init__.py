"""Where a cluster comes from: k8slab's simulator, or any kubeconfig."""
