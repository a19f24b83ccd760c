"""How images are named."""

import pytest

from k8slab.sim.node.images import with_tag


@pytest.mark.parametrize(
    ("reference", "full"),
    [
        ("nginx", "nginx:latest"),
        ("nginx:1.27", "nginx:1.27"),
        ("localhost:5000/web", "localhost:5000/web:latest"),
        ("localhost:5000/web:v1", "localhost:5000/web:v1"),
        ("nginx@sha256:ab", "nginx@sha256:ab"),
    ],
)
def test_a_reference_without_tag_or_digest_means_latest(reference: str, full: str) -> None:
    assert with_tag(reference) == full
