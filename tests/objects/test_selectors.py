import pytest

from k8slab.objects.selectors import (
    from_labels,
    from_manifest,
    parse_field_selector,
    parse_label_selector,
)

ZK = {"app": "zk", "tier": "db", "size": "3"}


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("", True),
        ("app=zk", True),
        ("app==zk,tier=db", True),
        ("app!=zk", False),
        ("missing!=zk", True),
        ("app in (zk, web)", True),
        ("app notin (zk,web)", False),
        ("missing notin (zk)", True),
        ("app", True),
        ("!app", False),
        ("!missing", True),
        ("size>2", True),
        ("size<2", False),
        ("app>2", False),
        ("missing=", False),
        ("in in (in)", False),
    ],
)
def test_label_selectors_match_by_their_operators(text: str, matches: bool) -> None:
    assert parse_label_selector(text).matches(ZK) is matches


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a b c", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
        ("a,", "found '', expected: identifier after ','"),
        ("=a", "found '=', expected: !, identifier, or 'end of string'"),
        ("a=b c", "found 'c', expected: ',' or 'end of string'"),
        ("a in b", "unable to parse requirement: found 'b' expected: '('"),
        ("a in (b", "unable to parse requirement: found '', expected: ',' or ')'"),
        (
            "a in ()",
            "unable to parse requirement: values: Invalid value: []: "
            "for 'in', 'notin' operators, values set can't be empty",
        ),
        (
            "a>b",
            'unable to parse requirement: values[0]: Invalid value: "b": '
            "for 'Gt', 'Lt' operators, the value must be an integer",
        ),
    ],
)
def test_a_bad_label_selector_is_refused_in_the_servers_words(text: str, message: str) -> None:
    with pytest.raises(ValueError) as raised:
        parse_label_selector(text)
    assert str(raised.value) == message


def test_a_bad_key_is_named() -> None:
    with pytest.raises(ValueError, match='<nil>: Invalid value: "-x": name part must consist of'):
        parse_label_selector("-x=1")


def test_a_bad_value_is_named() -> None:
    with pytest.raises(ValueError, match=r'values\[0\]\[a\]: Invalid value: "b_": a valid label must be'):
        parse_label_selector("a=b_")


def test_a_manifests_selector_has_labels_and_expressions() -> None:
    expressions = [
        {"key": "tier", "operator": "In", "values": ["db", "cache"]},
        {"key": "old", "operator": "DoesNotExist"},
        {"key": "size", "operator": "Exists"},
        {"key": "app", "operator": "NotIn", "values": ["web"]},
    ]
    selector = from_manifest({"matchLabels": {"app": "zk"}, "matchExpressions": expressions})
    assert selector.matches(ZK)
    assert not selector.matches({**ZK, "old": ""})
    assert str(selector) == "app=zk,app notin (web),!old,size,tier in (cache,db)"


def test_an_empty_selector_matches_everything_and_an_absent_one_nothing() -> None:
    assert from_manifest({}).matches(ZK)
    assert not from_manifest(None).matches(ZK)


def test_an_unknown_operator_is_refused() -> None:
    with pytest.raises(ValueError, match='"Near" is not a valid label selector operator'):
        from_manifest({"matchExpressions": [{"key": "a", "operator": "Near"}]})


def test_a_services_selector_asks_for_equal_labels() -> None:
    assert str(from_labels({"b": "2", "a": "1"})) == "a=1,b=2"
    assert from_labels(None).empty


def test_field_selectors_compare_fields() -> None:
    pod = {"metadata": {"name": "zk-0"}, "status": {"phase": "Running"}, "spec": {"hostNetwork": True}}
    assert parse_field_selector("metadata.name=zk-0,status.phase!=Pending").matches(pod)
    assert not parse_field_selector("metadata.name==zk-1").matches(pod)
    assert parse_field_selector("spec.nodeName=").matches(pod)
    assert parse_field_selector("spec.hostNetwork=true").matches(pod)
    assert parse_field_selector("").matches(pod)


def test_a_switch_that_is_not_set_is_off() -> None:
    node = {"metadata": {"name": "k8s-m1"}, "spec": {}}
    assert parse_field_selector("spec.unschedulable=false").matches(node)
    assert not parse_field_selector("spec.unschedulable=true").matches(node)


def test_an_events_source_is_its_component() -> None:
    event = {"source": {"component": "kubelet", "host": "k8s-m1"}, "metadata": {"name": "e"}}
    assert parse_field_selector("source=kubelet,name=e").matches(event)


def test_commas_in_field_values_can_be_escaped() -> None:
    selector = parse_field_selector(r"reason=a\,b,type=Normal")
    assert [requirement.value for requirement in selector.requirements] == ["a,b", "Normal"]


def test_a_bad_field_selector_is_refused_in_the_servers_words() -> None:
    with pytest.raises(ValueError, match="invalid selector: 'a'; can't understand 'a'"):
        parse_field_selector("a")
    with pytest.raises(ValueError, match=r"field label not supported: spec\.bogus"):
        parse_field_selector("spec.bogus=1").check(("metadata.name",))
