def test_a_pod_tells_its_ordinal_revision_node_and_images(teller):
    teller.starts(0, "zk-10", revision="zk-b", image="zk:2")
    (pod,) = teller.story().pods()
    assert (pod.ordinal, pod.revision, pod.node, pod.images) == (10, "zk-b", "k8s-m1", ("zk:2",))
    assert (pod.scheduled.time, pod.first_ready.time) == (0, 16)


def test_only_pods_of_a_statefulset_have_ordinals(teller):
    teller.create(0, "web-0")
    teller.pods["web-0"]["metadata"]["ownerReferences"][0]["kind"] = "DaemonSet"
    assert teller.story().pods()[0].ordinal is None


def test_a_terminating_pod_is_not_ready_any_more(teller):
    teller.starts(0, "zk-0")
    teller.terminate(40, "zk-0")
    (interval,) = teller.story().pods()[0].ready
    assert (interval.start.time, interval.end.time) == (16, 40)


def test_readiness_lost_and_regained_gives_two_intervals(teller):
    teller.starts(0, "zk-0")
    teller.runs(20, "zk-0", ready=False)
    teller.runs(25, "zk-0", ready=True)
    assert [str(interval) for interval in teller.story().pods()[0].ready] == ["16s to 20s", "25s to the end"]
