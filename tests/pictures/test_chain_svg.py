import pytest

from k8slab.objects import meta
from k8slab.pictures import Chain
from k8slab.pictures.links.start import KINDS
from k8slab.story import Scene
from tests.golden.recording import DATA
from tests.pictures.drawing import check_sound, elements, items, texts
from tests.pictures.ensemble import crowd, ensemble
from tests.pictures.recorded import recorded

LEGEND = {"holds", "loose: not in use now", "broken"}
RECORDINGS = sorted(file.name.removesuffix(".tar.xz") for file in DATA.iterdir())
ZK = ("sts/zk", "zookeeper")


@pytest.fixture(scope="module")
def broken():
    """An ensemble with a claim that no volume fits and a Service that selects nothing."""
    made = ensemble()
    made.kubectl("""patch svc zk-cs -n zookeeper -p '{"spec":{"selector":{"app":"zkk"}}}'""")
    made.kubectl("scale sts zk -n zookeeper --replicas=5")
    made.advance(1)
    return made.story()


def test_all_that_is_drawn_is_told(broken):
    for time in (0, 10, 16, None):
        check_sound(Chain.of(broken, *ZK, time), LEGEND)


@pytest.mark.parametrize("name", RECORDINGS)
def test_what_a_real_control_plane_holds_together_is_drawn_at_many_steps(name):
    story, starts = recorded(name)
    for start in starts[::10]:
        scene = Scene(story, start)
        for resource, (_, short) in KINDS.items():
            for obj in scene.objects(resource)[:2]:
                target = f"{short}/{meta.name(obj)}"
                chain = Chain.of(story, target, meta.namespace(obj), start)
                check_sound(chain, LEGEND)
                assert overlapping(chain) == []


def test_a_chain_of_two_hundred_pods_is_drawn_in_few_bytes():
    chain = Chain.of(crowd().story(), "sts/web")
    check_sound(chain, LEGEND)
    assert len(chain.svg.encode()) <= 100_000
    assert len(chain.inline_svg().encode()) <= 100_000


def test_broken_links_have_a_cross_and_their_reason(broken):
    chain = Chain.of(broken, *ZK)
    ties = [each for each in items(chain) if each.get("data-tie")]
    assert {each.get("data-tie") for each in ties} == {"loose", "broken"}
    assert any(
        each.get("data-text") == "Pod zk-4 waits for PersistentVolumeClaim datadir-zk-4: broken"
        for each in ties
    )
    signs = [sign for line in chain.lines() for sign in ("[broken]", "[loose]") if sign in line]
    assert len(signs) == len(ties)
    assert any(text.startswith("selects no pod") for text in texts(chain))


def test_every_piece_can_be_found_by_a_page(broken):
    chain = Chain.of(broken, *ZK)
    found = [(each.get("data-kind"), each.get("data-name")) for each in items(chain) if each.get("data-kind")]
    drawn = [(each.kind, each.name) for flow in (chain.storage, chain.names) for each in flow.pieces]
    assert sorted(found) == sorted(drawn)
    objects = [each.get("data-object") for each in items(chain)]
    assert len(set(objects)) == len(objects)
    pod = next(each for each in items(chain) if each.get("data-pod") == "zk-0")
    assert pod.get("data-namespace") == "zookeeper"
    assert pod.get("aria-label") == "Pod zk-0: Ready; on k8s-m1; 10.244.0.2"


def test_no_card_stands_on_another(broken):
    for time in (0, 10, None):
        assert overlapping(Chain.of(broken, *ZK, time)) == []


def overlapping(chain):
    """The cards that stand on one another."""
    cards = [each for each in items(chain) if each.get("data-kind") is not None]
    return [
        (one.get("data-object"), other.get("data-object"))
        for index, one in enumerate(cards)
        for other in cards[index + 1 :]
        if _overlap(_box(one), _box(other))
    ]


def _box(item):
    rect = next(each for each in item if each.tag.endswith("rect"))
    return tuple(float(rect.get(name)) for name in ("x", "y", "width", "height"))


def _overlap(one, other):
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def test_hostile_names_are_escaped(teller):
    teller.starts(0, "zk-0")
    teller.pods["zk-0"]["spec"]["volumes"] = [
        {"name": "v", "nfs": {"server": "<script>'\"&\x00", "path": "/"}}
    ]
    chain = Chain.of(teller.story(), "pod/zk-0", "zookeeper")
    assert "<script" not in chain.svg
    assert "<script" not in chain.inline_svg()
    assert "<script" not in chain._repr_html_()
    assert elements(chain) is not None
