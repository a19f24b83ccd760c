"""Which representation a client gets."""

import pytest

from k8slab.errors import ApiError
from k8slab.sim.http.accept import media_ranges, representation

KUBECTL = (
    "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,"
    "application/json"
)


@pytest.mark.parametrize(
    ("accept", "shape"),
    [
        ("", ""),
        ("*/*", ""),
        ("application/json", ""),
        ("application/json, */*", ""),
        (KUBECTL, "Table"),
        ("application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io", "PartialObjectMetadata"),
        ("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1", "PartialObjectMetadata"),
        ("application/vnd.kubernetes.protobuf,application/json", ""),
        ("application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,application/json", ""),
        ("application/json;as=Table;v=v9;g=meta.k8s.io,application/json", ""),
    ],
)
def test_the_first_representation_that_can_be_served_is_chosen(accept: str, shape: str) -> None:
    assert representation(accept) == shape


@pytest.mark.parametrize("accept", ["application/vnd.kubernetes.protobuf", "text/html"])
def test_without_one_the_answer_is_not_acceptable(accept: str) -> None:
    with pytest.raises(ApiError) as refused:
        representation(accept)
    assert (refused.value.code, refused.value.reason) == (406, "NotAcceptable")


def test_parameters_are_read_whatever_their_order_and_spacing() -> None:
    [media] = media_ranges("application/json; g=apidiscovery.k8s.io ;v=v2;as=APIGroupDiscoveryList")
    assert media.type == "application/json"
    assert media.parameters == {"g": "apidiscovery.k8s.io", "v": "v2", "as": "APIGroupDiscoveryList"}
