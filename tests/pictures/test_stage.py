from k8slab.pictures.stage import Stage, segments


def stages(teller, end=200.0):
    return [
        (part.stage, part.label, part.start, part.end) for part in segments(teller.story().pods()[0], end)
    ]


def test_a_pod_goes_from_pending_to_gone(teller):
    teller.create(0, "zk-0")
    teller.bind(2, "zk-0")
    teller.runs(5, "zk-0", ready=False)
    teller.runs(16, "zk-0", ready=True)
    teller.stops(40, "zk-0")
    assert stages(teller) == [
        (Stage.PENDING, "Pending", 0, 2),
        (Stage.CREATING, "ContainerCreating", 2, 5),
        (Stage.RUNNING, "Running, not Ready", 5, 16),
        (Stage.READY, "Ready", 16, 40),
        (Stage.TERMINATING, "Terminating", 40, 70),
    ]


def test_a_failure_to_start_is_called_by_its_reason(teller):
    teller.create(0, "zk-0")
    teller.bind(0, "zk-0")
    teller.waits(1, "zk-0", "ErrImagePull")
    teller.waits(4, "zk-0", "ImagePullBackOff")
    assert stages(teller, 10)[1:] == [
        (Stage.FAILING, "ErrImagePull", 1, 4),
        (Stage.FAILING, "ImagePullBackOff", 4, 10),
    ]


def test_a_pod_that_ended_by_itself_is_not_running(teller):
    teller.create(0, "zk-0")
    teller._change(3, "zk-0", status={"phase": "Succeeded"})
    assert stages(teller, 5)[-1] == (Stage.ENDED, "Succeeded", 3, 5)


def test_a_life_without_length_still_has_its_last_stage(teller):
    teller.create(4, "zk-0")
    assert stages(teller, 4) == [(Stage.PENDING, "Pending", 4, 4)]


def test_ready_is_told_even_if_no_virtual_time_passed(teller):
    teller.starts(0, "zk-0")
    teller.stops(16, "zk-0")
    assert [label for _, label, _, _ in stages(teller)] == [
        "ContainerCreating",
        "Running, not Ready",
        "Ready",
        "Terminating",
    ]
