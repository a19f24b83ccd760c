from k8slab.objects import names


def test_labels_of_rfc_1123_are_lower_case_and_short() -> None:
    assert names.label("zk-0") == []
    assert names.label("Bad_Name")[0].startswith("a lowercase RFC 1123 label must consist of")
    assert names.label("a.b") == ["must not contain dots"]
    assert names.label("a" * 64) == ["must be no more than 63 characters"]


def test_subdomains_may_have_dots() -> None:
    assert names.subdomain("a.b-c.d") == []
    assert names.subdomain("a..b")[0].startswith("a lowercase RFC 1123 subdomain must consist of")


def test_services_start_with_a_letter() -> None:
    assert names.label_1035("zk-hs") == []
    assert names.label_1035("1st")[0].startswith("a DNS-1035 label must consist of")


def test_qualified_names_may_have_one_prefix() -> None:
    assert names.qualified_name("app") == []
    assert names.qualified_name("statefulset.kubernetes.io/pod-name") == []
    assert names.qualified_name("a/b/c")[0].startswith("a qualified name must consist of")
    assert names.qualified_name("/b") == ["prefix part must be non-empty"]
    assert names.qualified_name("a/")[0] == "name part must be non-empty"


def test_label_values_may_be_empty() -> None:
    assert names.label_value("") == []
    assert names.label_value("bad value!")[0].startswith("a valid label must be an empty string or consist")
    assert names.label_value("a" * 64) == ["must be no more than 63 bytes"]


def test_port_names_are_fifteen_characters_with_a_letter() -> None:
    assert names.port_name("leader-election") == []
    assert names.port_name("a" * 16) == ["must be no more than 15 characters"]
    assert names.port_name("80") == ["must contain at least one letter (a-z)"]
    assert names.port_name("a--b") == ["must not contain consecutive hyphens"]


def test_path_segments_cannot_leave_the_path() -> None:
    assert names.path_segment("system:node") == []
    assert names.path_segment("..") == ["may not be '..'"]
    assert names.path_segment("a/b") == ["may not contain '/'"]


def test_keys_of_config_maps_are_file_names() -> None:
    assert names.config_key("zoo.cfg") == []
    assert names.config_key("..x") == ["must not start with '..'"]
    assert names.config_key("a b")[0].startswith("a valid config key must consist of")
