"""PodTemplates: a pod's template as an object of its own, which nothing acts on in Kubernetes either.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-template-v1/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds.columns import CONTAINERS, IMAGES, NAME, column, joined, joined_containers
from k8slab.sim.kinds.kind import FieldError, Kind
from k8slab.sim.kinds.pod_template import default_template, template_errors


def default(template: Object) -> None:
    default_template(template.setdefault("template", {}))


def validate(template: Object, old: Object | None) -> list[FieldError]:
    return template_errors(template["template"], "template")


def _labels(template: Object, now: float) -> str:
    return joined(template["template"]["metadata"].get("labels"))


POD_TEMPLATE = Kind(
    "",
    "v1",
    "PodTemplate",
    "podtemplates",
    "podtemplate",
    columns=(
        NAME,
        column(
            CONTAINERS.name,
            lambda obj, now: joined_containers(obj["template"], "name"),
            text=CONTAINERS.description,
        ),
        column(
            IMAGES.name, lambda obj, now: joined_containers(obj["template"], "image"), text=IMAGES.description
        ),
        column("Pod Labels", _labels, text="The labels for the pod template."),
    ),
    has_generation=True,
    default=default,
    validate=validate,
)
