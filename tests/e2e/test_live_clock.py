"""A spec on a cluster whose time follows the wall clock: it comes to its end, however fast that is."""

from __future__ import annotations

from k8slab.backends.simulator import Served, Settings
from tests.e2e.framework import Framework, Pace
from tests.e2e.statefulsets import HTTP_PROBE, WebSet, headless_service, new_statefulset, with_probe
from tests.e2e.test_statefulset_claims import SCALED, wait_for_claims

SPEED = 100.0


def test_a_set_with_claims_grows_halts_and_shrinks_in_live_time() -> None:
    with Served(Settings(clock=f"live:{SPEED:g}", default_class=True)) as served:
        framework = Framework(served.kubeconfig, "live", Pace(SPEED))
        framework.begin()
        with headless_service(framework):
            manifest = with_probe(new_statefulset(replicas=2, claims=True), HTTP_PROBE)
            manifest["spec"]["persistentVolumeClaimRetentionPolicy"] = SCALED
            web = WebSet.create(framework, manifest)
            web.wait_for_ready()
            wait_for_claims(framework, [0, 1])
            web.break_probe()
            web.wait_for_status("readyReplicas", 0)
            web.update_replicas(3)
            web.confirm_count(2, hard=True)
            web.restore_probe()
            web.wait_for_ready(3)
            web.scale(1)
            wait_for_claims(framework, [0])
        framework.end()
