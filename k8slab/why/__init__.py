"""Why an object is as it is: the chain of causes, in plain words, from what the Kubernetes API shows.

`ask` looks at a cluster and changes nothing; `explain` is the same over objects that are given.
"""

from k8slab.why.asking import ask, explain
from k8slab.why.evidence import Evidence, Given
from k8slab.why.link import Link, Proof
from k8slab.why.why import Why

__all__ = ["Evidence", "Given", "Link", "Proof", "Why", "ask", "explain"]
