"""`python -m k8slab`: the same as `k8slab`."""

from k8slab.cli import main

if __name__ == "__main__":
    main()
