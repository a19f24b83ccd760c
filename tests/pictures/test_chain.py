import pytest

from k8slab.errors import K8slabError
from k8slab.pictures import Chain, NodeMap
from k8slab.pictures.links.flow import Tie
from tests.pictures.ensemble import Ensemble, crowd, ensemble
from tests.pictures.recorded import before

ZK = ("sts/zk", "zookeeper")


@pytest.fixture(scope="module")
def whole():
    return ensemble().story()


def path(flow, key):
    """The pieces that follow one another from a piece on, with what links them."""
    told = [str(flow.piece(key))]
    while links := flow.links_from(key):
        key = links[0].target
        told.append(f"{links[0].word} {flow.piece(key)}")
    return told


def piece(flow, kind, name):
    return next(each for each in flow.pieces if (each.kind, each.name) == (kind, name))


def complaints(flow):
    return {each.title: flow.complaints(each) for each in flow.pieces if flow.complaints(each)}


def ties(flow, tie):
    return {
        (flow.piece(link.source).title, flow.piece(link.target).title)
        for link in flow.links
        if link.tie is tie
    }


def test_a_statefulset_leads_by_pod_claim_and_volume_to_the_nfs_server(whole):
    chain = Chain.of(whole, *ZK)
    assert path(chain.storage, "statefulset/zookeeper/zk") == [
        "StatefulSet zk: 3 of 3 Ready; Parallel; Service zk-hs; "
        "claims: whenDeleted Retain, whenScaled Retain",
        "owns Pod zk-0: Ready; on k8s-m1; 10.244.0.2",
        "mounts PersistentVolumeClaim datadir-zk-0: Bound; asks for 1Gi; RWO; no class",
        "bound to PersistentVolume pv001: Bound; 2Gi; RWO,RWX; no class; reclaim policy Retain",
        "on Storage NFS 192.168.2.140; path /data/volumes/v1",
    ]
    assert complaints(chain.storage) == {}


def test_a_service_leads_by_endpoints_and_pod_to_the_name_in_dns(whole):
    chain = Chain.of(whole, *ZK)
    told = path(chain.names, "service/zookeeper/zk-hs")
    assert told[0] == (
        "Service zk-hs: headless; selects app=zk; ports server 2888, leader-election 3888; "
        "zk-hs.zookeeper.svc.cluster.local; resolves to 10.244.0.2, 10.244.1.2, 10.244.2.2"
    )
    assert told[1].endswith(": 3 of 3 endpoints ready; IPv4")
    assert told[2:] == [
        "leads to Pod zk-0: Ready; 10.244.0.2",
        "has DNS name zk-0.zk-hs.zookeeper.svc.cluster.local: 10.244.0.2",
    ]


def test_a_service_with_an_address_resolves_to_it_and_gives_pods_no_names(whole):
    chain = Chain.of(whole, "svc/zk-cs", "zookeeper")
    service = piece(chain.names, "Service", "zk-cs")
    assert service.facts[-1] == f"resolves to {service.state.removeprefix('ClusterIP ')}"
    assert not any(each.kind == "DNS name" for each in chain.names.pieces)


def test_dynamic_volumes_tell_their_class_their_node_and_who_made_them():
    chain = Chain.of(ensemble(volumes=False, default_class=True).story(), *ZK)
    storage = next(each for each in chain.storage.pieces if each.kind == "Storage")
    assert (storage.name, storage.facts[0], storage.facts[-1]) == (
        "hostPath",
        "only on k8s-m1",
        "provisioned by rancher.io/local-path",
    )
    assert "class standard" in piece(chain.storage, "PersistentVolumeClaim", "datadir-zk-0").facts


def test_a_claim_that_no_volume_fits_says_why_each_does_not():
    made = ensemble()
    made.kubectl("scale sts zk -n zookeeper --replicas=5")
    made.advance(1)
    chain = Chain.of(made.story(), *ZK)
    told = complaints(chain.storage)
    assert told["PersistentVolumeClaim datadir-zk-4"] == [
        "no persistent volumes available for this claim and no storage class is set"
    ]
    assert told["PersistentVolume"] == ["no volume fits: 4 volumes bound to other claims"]
    assert ties(chain.storage, Tie.BROKEN) == {
        ("Pod zk-4", "PersistentVolumeClaim datadir-zk-4"),
        ("PersistentVolumeClaim datadir-zk-4", "PersistentVolume"),
    }


def test_a_real_control_planes_pending_claim_is_told_the_same_way():
    story, time = before("d_pvc_pending", "kubectl apply -f manifests/pv.yaml")
    told = complaints(Chain.of(story, "sts/web", time=time).storage)
    assert told["PersistentVolumeClaim www-web-0"] == [
        "no persistent volumes available for this claim and no storage class is set"
    ]
    assert told["PersistentVolume"] == ["there are no volumes"]
    assert told["Pod web-1"] == ["OrderedReady: waits for web-0 to be Running and Ready"]


def test_a_volume_that_fits_but_is_not_bound_yet_breaks_nothing():
    story, time = before("d_pvc_pending", "kubectl apply -f manifests/pv.yaml")
    chain = Chain.of(story, "sts/web", time=time + 2)
    assert complaints(chain.storage)["PersistentVolume"] == [
        "not bound yet, would fit: pv001, pv002, pv003, pv004"
    ]
    assert ("PersistentVolumeClaim www-web-0", "PersistentVolume") in ties(chain.storage, Tie.LOOSE)


def test_a_claim_that_waits_for_its_pod_is_told_in_kubernetes_words():
    made = Ensemble(default_class=True)
    made.claim()
    made.reader("{disk: none}")
    made.advance(1)
    chain = Chain.of(made.story(), "pod/reader")
    assert complaints(chain.storage)["PersistentVolumeClaim data"] == [
        "waiting for first consumer to be created before binding"
    ]


def test_claims_of_removed_ordinals_stay_and_tell_from_whom():
    made = ensemble()
    made.kubectl("scale sts zk -n zookeeper --replicas=1")
    made.settle()
    chain = Chain.of(made.story(), *ZK)
    assert str(piece(chain.storage, "Pod", "zk-2")) == "Pod zk-2: gone; its ordinal is not wanted any more"
    assert complaints(chain.storage)["PersistentVolumeClaim datadir-zk-2"] == [
        "kept from zk-2, which is gone: whenScaled is Retain"
    ]
    assert ("Pod zk-2", "PersistentVolumeClaim datadir-zk-2") in ties(chain.storage, Tie.LOOSE)
    assert ties(chain.storage, Tie.BROKEN) == set()


def test_claims_outlive_their_statefulset():
    made = ensemble()
    made.kubectl("delete sts zk -n zookeeper --wait=false")
    made.settle()
    chain = Chain.of(made.story(), *ZK)
    owner = piece(chain.storage, "StatefulSet", "zk")
    assert (owner.there, owner.state.startswith("deleted at ")) == (False, True)
    assert complaints(chain.storage)["PersistentVolumeClaim datadir-zk-0"] == [
        "kept from zk-0, which is gone: whenDeleted is Retain"
    ]


def test_a_released_volume_remembers_the_claim_that_is_gone():
    made = ensemble()
    made.kubectl("scale sts zk -n zookeeper --replicas=2")
    made.settle()
    made.kubectl("delete pvc datadir-zk-2 -n zookeeper --wait=false")
    made.settle()
    chain = Chain.of(made.story(), *ZK)
    assert piece(chain.storage, "PersistentVolumeClaim", "datadir-zk-2").state == "gone"
    released = next(each for each in chain.storage.pieces if each.state == "Released")
    assert chain.storage.complaints(released) == [
        "its claim is gone: its data stays, and nobody else gets the volume "
        "until its claimRef is removed by hand",
        "it belongs to an earlier claim of this name",
    ]


def test_a_bound_claim_whose_volume_is_gone_is_lost():
    made = ensemble()
    made.kubectl(
        "delete pv pv001 --wait=false",
        """patch pv pv001 --type=json -p '[{"op":"remove","path":"/metadata/finalizers"}]'""",
    )
    made.advance(1)
    chain = Chain.of(made.story(), *ZK)
    claim = next(
        each for each in chain.storage.pieces if each.kind == "PersistentVolumeClaim" and each.state == "Lost"
    )
    assert chain.storage.complaints(claim) == ["its volume is lost"]
    assert complaints(chain.storage)["PersistentVolume pv001"] == [
        "the volume is not there; its data is lost to the claim"
    ]


def test_a_pod_of_an_ordered_set_is_missing_because_another_is_not_ready():
    story, time = before("b_zk_ordered", "kubectl scale")
    owner = story.lives("statefulsets")[0]
    early = next(life.created.time for life in story.pods(owner.namespace, owner="StatefulSet/zk"))
    chain = Chain.of(story, "sts/zk", owner.namespace, early)
    assert complaints(chain.storage)["Pod zk-2"] == ["OrderedReady: waits for zk-0 to be Running and Ready"]
    later = Chain.of(story, "sts/zk", owner.namespace, time)
    assert complaints(later.storage) == {}


def test_a_pod_that_is_not_ready_has_no_traffic_and_no_name(whole):
    chain = Chain.of(whole, *ZK, 10)
    assert complaints(chain.names)["Pod zk-0"] == ["zk-0 gets no traffic: it is not ready"]
    name = piece(chain.names, "DNS name", "zk-0.zk-hs.zookeeper.svc.cluster.local")
    assert name.state == "does not resolve"
    assert "resolves to nothing" in piece(chain.names, "Service", "zk-hs").facts


def test_addresses_that_are_not_ready_have_names_if_the_service_publishes_them():
    made = Ensemble()
    made.zookeeper()
    made.kubectl("""patch svc zk-hs -n zookeeper -p '{"spec":{"publishNotReadyAddresses":true}}'""")
    made.advance(10)
    chain = Chain.of(made.story(), "svc/zk-hs", "zookeeper")
    assert "publishes addresses that are not ready" in piece(chain.names, "Service", "zk-hs").facts
    assert piece(chain.names, "DNS name", "zk-0.zk-hs.zookeeper.svc.cluster.local").state == "10.244.0.2"


def test_a_service_that_selects_nothing_says_what_the_pods_have_instead():
    made = ensemble()
    made.kubectl("""patch svc zk-cs -n zookeeper -p '{"spec":{"selector":{"app":"zkk"}}}'""")
    made.advance(1)
    assert complaints(Chain.of(made.story(), *ZK).names) == {
        "Service zk-cs": ["selects no pod: asks for app=zkk, the pods have app=zk"]
    }


def test_pods_that_their_governing_service_does_not_select_have_no_names():
    made = ensemble()
    made.kubectl("""patch svc zk-hs -n zookeeper -p '{"spec":{"selector":{"app":"zkk"}}}'""")
    made.advance(1)
    chain = Chain.of(made.story(), *ZK)
    assert ("Service zk-hs", "Pod zk-0") in ties(chain.names, Tie.BROKEN)
    assert (
        piece(chain.names, "DNS name", "zk-0.zk-hs.zookeeper.svc.cluster.local").state == "does not resolve"
    )


def test_a_governing_service_that_is_not_there_is_missed():
    made = Ensemble()
    made.kubectl("create ns zookeeper", "apply -f course/manifests/pv-demo.yaml")
    made.kubectl("apply -f course/manifests/zookeeper.yml")
    made.settle()
    chain = Chain.of(made.story(), *ZK)
    service = piece(chain.names, "Service", "zk-hs")
    assert (service.there, service.trouble) == (False, "it is not there, so that the pods have no names")
    assert ("Service zk-hs", "Pod zk-2") in ties(chain.names, Tie.BROKEN)


def test_a_chain_starts_from_one_pod_and_counts_the_other_endpoints(whole):
    chain = Chain.of(whole, "pod/zk-1", "zookeeper")
    assert [each.name for each in chain.storage.pieces if each.kind == "Pod"] == ["zk-1"]
    assert piece(chain.storage, "StatefulSet", "zk").state == "3 of 3 Ready"
    assert [str(each) for each in chain.names.pieces if each.kind == ""] == ["2 other endpoints: 2 ready"] * 2


def test_a_daemonsets_pods_lead_to_their_nodes_disks():
    made = Ensemble()
    made.agents()
    made.settle()
    chain = Chain.of(made.story(), "ds/agent")
    told = [str(each) for each in chain.storage.pieces if each.kind == "Storage"]
    assert told == [f"Storage hostPath; on k8s-m{number}; path /var/log" for number in (1, 2, 3)]
    assert chain.lines()[-1] == "  no Service"


def test_a_deployment_owns_its_pods_by_a_replicaset_and_may_share_a_claim():
    made = Ensemble(default_class=True)
    made.claim()
    made.web("Deployment", "api", 2)
    made.kubectl(
        "patch deploy api --type=json -p "
        """'[{"op":"add","path":"/spec/template/spec/volumes","value":"""
        """[{"name":"d","persistentVolumeClaim":{"claimName":"data"}}]}]'"""
    )
    made.settle()
    chain = Chain.of(made.story(), "deploy/api")
    owns = {link.word for link in chain.storage.links if link.source == "deployment/default/api"}
    assert all(word.startswith("owns, by ReplicaSet api-") for word in owns)
    assert len(chain.storage.links_to("claim/default/data")) == 2
    assert str(chain).count("PersistentVolumeClaim data (see above)") == 1


def test_a_claim_that_is_missing_breaks_the_link():
    made = Ensemble()
    made.reader()
    made.advance(1)
    chain = Chain.of(made.story(), "pod/reader")
    assert complaints(chain.storage)["PersistentVolumeClaim data"] == ["there is no claim of this name"]


def test_many_members_are_counted_but_for_the_first_the_last_and_those_with_trouble():
    chain = Chain.of(crowd().story(), "sts/web")
    shown = [each.name for each in chain.storage.pieces if each.kind == "Pod" and each.there]
    assert shown[:2] == ["web-0", "web-1"]
    assert "web-199" in shown
    assert len(shown) <= 18
    rest = next(each for each in chain.storage.pieces if each.key == "rest/Pod")
    assert rest.name == f"{200 - len(shown) + 1} more"
    assert chain.omitted.startswith(f"{200 - len(shown) + 1} more pods are counted, not shown: ")


def test_a_target_that_never_was_names_what_there_is(whole):
    with pytest.raises(
        K8slabError, match=r"expected StatefulSet 'zkk' in namespace zookeeper .*, found zk; "
    ):
        Chain.of(whole, "sts/zkk", "zookeeper")
    with pytest.raises(K8slabError, match="expected one of sts/NAME, ds/NAME"):
        Chain.of(whole, "node/k8s-m1")


def test_the_text_tells_each_piece_below_what_leads_to_it(whole):
    assert Chain.of(whole, "pod/zk-0", "zookeeper").lines()[:6] == [
        "Chain of Pod zk-0 in namespace zookeeper at 16.6s",
        "From pods to their data",
        "  StatefulSet zk: 3 of 3 Ready; Parallel; Service zk-hs; "
        "claims: whenDeleted Retain, whenScaled Retain",
        "    owns Pod zk-0: Ready; on k8s-m1; 10.244.0.2",
        "      mounts PersistentVolumeClaim datadir-zk-0: Bound; asks for 1Gi; RWO; no class",
        "        bound to PersistentVolume pv001: Bound; 2Gi; RWO,RWX; no class; reclaim policy Retain",
    ]


def test_every_piece_every_complaint_and_every_link_is_in_the_text():
    made = ensemble()
    made.kubectl("scale sts zk -n zookeeper --replicas=5", "cordon k8s-m2")
    made.advance(1)
    chain = Chain.of(made.story(), *ZK)
    lines = [line.strip() for line in chain.lines()]
    for flow in (chain.storage, chain.names):
        for each in flow.pieces:
            assert any(line.endswith(str(each)) for line in lines)
            assert all(f"! {complaint}" in lines for complaint in flow.complaints(each))
        for link in flow.links:
            told = f"{link.word} {flow.piece(link.target).title}"
            assert any(line.removeprefix(f"[{link.tie.value}] ").startswith(told) for line in lines)


BY_HAND = """
apiVersion: v1
kind: Service
metadata: {name: legacy}
spec: {ports: [{port: 5432}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: legacy-1, labels: {kubernetes.io/service-name: legacy}}
addressType: IPv4
ports: [{port: 5432}]
endpoints: [%s]
"""


def by_hand(*endpoints):
    made = Ensemble()
    made.kubectl("apply -f -", stdin=BY_HAND % ", ".join(endpoints))
    return Chain.of(made.story(), "svc/legacy")


def test_addresses_that_are_set_by_hand_are_shown_and_many_are_counted():
    chain = by_hand(*(f"{{addresses: [192.168.7.{number}]}}" for number in range(1, 31)))
    assert "selects nothing: its endpoints are set by hand" in piece(chain.names, "Service", "legacy").facts
    assert len([each for each in chain.names.pieces if each.kind == "Address"]) == 20
    assert str(next(each for each in chain.names.pieces if each.kind == "")) == "10 other endpoints: 10 ready"


def test_an_endpoint_whose_pod_is_gone_is_stale():
    chain = by_hand("{addresses: [10.244.0.9], targetRef: {kind: Pod, name: old, namespace: default}}")
    assert complaints(chain.names)["Pod old"] == ["the endpoint is stale: its pod is gone"]
    assert ("EndpointSlice legacy-1", "Pod old") in ties(chain.names, Tie.BROKEN)


def test_an_endpoint_of_an_earlier_pod_of_that_name_is_stale(teller):
    teller.starts(0, "zk-0")
    service = {"metadata": {"name": "zk-hs", "namespace": "zookeeper", "uid": "s"}}
    teller.tell(1, "ADDED", "services", {**service, "spec": {"clusterIP": "None", "selector": {"app": "zk"}}})
    endpoint = {"addresses": ["10.0.0.1"], "targetRef": {"kind": "Pod", "name": "zk-0", "uid": "earlier"}}
    labels = {"kubernetes.io/service-name": "zk-hs"}
    about = {"name": "zk-hs-a", "namespace": "zookeeper", "uid": "e", "labels": labels}
    teller.tell(1, "ADDED", "endpointslices", {"metadata": about, "endpoints": [endpoint]})
    chain = Chain.of(teller.story(), "pod/zk-0", "zookeeper")
    assert complaints(chain.names)["Pod zk-0"] == ["the endpoint is stale: its pod is gone"]


def test_a_volume_on_a_silent_node_says_what_it_needs():
    made = ensemble(volumes=False, default_class=True)
    made.cluster.stop_node("k8s-m2")
    made.advance(60)
    chain = Chain.of(made.story(), *ZK)
    assert complaints(chain.storage)["Pod zk-1"] == ["its node k8s-m2 is not Ready"]
    assert complaints(chain.storage)["Storage hostPath"] == ["needs k8s-m2, which is not Ready"]


def test_pods_carry_the_number_of_their_revision():
    made = Ensemble()
    made.web("StatefulSet", "web", 2)
    made.settle()
    made.kubectl(
        """patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":1}}}}'""",
        "set image sts/web web=nginx:1.28",
    )
    made.settle()
    chain = Chain.of(made.story(), "sts/web")
    assert [each.revision for each in chain.storage.pieces if each.kind == "Pod"] == [1, 2]
    assert "revision 2" in piece(chain.storage, "Pod", "web-1").facts


def test_a_pod_whose_volume_cannot_be_mounted_says_so():
    made = ensemble()
    made.cluster.nfs.stop("192.168.2.140")
    made.kubectl("delete pod zk-0 -n zookeeper --grace-period=0 --force")
    made.advance(60)
    story = made.story()
    (told,) = complaints(Chain.of(story, "pod/zk-0", "zookeeper").storage)["Pod zk-0"]
    assert told.startswith('MountVolume.SetUp failed for volume "pv001"')
    tile = next(tile for tile in NodeMap.of(story).tiles if tile.name == "zk-0")
    assert (tile.status, tile.reason, tile.is_failing) == ("ContainerCreating, arriving", told, True)
