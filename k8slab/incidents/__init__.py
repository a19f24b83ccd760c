"""Incidents: something is wrong in a cluster, chosen by a seed, and it is known that it can be mended.

Everything that goes wrong is mended by kubectl, and judged by what the API shows.
"""

from k8slab.incidents.generator import begin
from k8slab.incidents.incident import Incident
from k8slab.incidents.site import Site

__all__ = ["Incident", "Site", "begin"]
