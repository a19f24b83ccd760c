from k8slab.backends.kubeconfig import kubeconfig
from k8slab.backends.registry import Running
from k8slab.commands.kubectl import default_kubeconfig, kubectl, reads_input, take_options

NAMES = ("--kubeconfig", "--context")


def test_options_of_the_connection_are_taken_out_wherever_they_stand():
    assert take_options(["get", "--kubeconfig", "f", "po", "--context=c"], NAMES) == (
        ["get", "po"],
        {"--kubeconfig": "f", "--context": "c"},
    )


def test_what_follows_two_dashes_is_left_alone():
    arguments = ["exec", "zk-0", "--", "cat", "--kubeconfig", "f"]
    assert take_options(arguments, NAMES) == (arguments, {})


def test_standard_input_is_read_for_a_container_only_when_kubectls_own_flags_say_so():
    assert reads_input(["run", "-i", "--tty", "--image", "busybox:1.28", "dns-test", "--rm"])
    assert reads_input(["exec", "-it", "zk-0", "--", "sh"])
    assert not reads_input(["exec", "zk-0", "--", "sed", "-i", "s/a/b/", "f"])


def test_the_environment_comes_before_a_running_cluster(monkeypatch):
    running = [Running("a", 1, "", "/run/a.kubeconfig", (), "instant")]
    monkeypatch.setattr("k8slab.backends.registry.running", lambda: running)
    monkeypatch.setenv("KUBECONFIG", "/some/where")
    assert default_kubeconfig() is None
    monkeypatch.delenv("KUBECONFIG")
    assert default_kubeconfig() == "/run/a.kubeconfig"
    running.append(running[0])
    assert default_kubeconfig() is None


def test_without_a_kubeconfig_the_error_says_what_to_do(monkeypatch, capsys):
    assert kubectl(["get", "po", "--kubeconfig", "/nowhere"]) == 1
    assert capsys.readouterr().err.startswith("error: no kubeconfig at /nowhere")


def test_the_kubeconfig_of_the_running_cluster_is_shown_and_its_contexts_are_found(
    monkeypatch, capsys, tmp_path
):
    file = tmp_path / "a.kubeconfig"
    file.write_text(kubeconfig("https://127.0.0.1:1", b"", "secret"))
    running = [Running("a", 1, "", str(file), (), "instant")]
    monkeypatch.setattr("k8slab.backends.registry.running", lambda: running)
    monkeypatch.delenv("KUBECONFIG", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert kubectl(["config", "view", "-o", "jsonpath={.clusters[*].cluster.server}"]) == 0
    assert kubectl(["config", "view", "--minify", "--context", "nope"]) == 1
    assert kubectl(["get", "po", "--context=nope"]) == 1
    shown = capsys.readouterr()
    assert shown.out == "https://127.0.0.1:1"
    assert shown.err.splitlines() == [
        "error: cannot locate context nope",
        "Error in configuration: context was not found for specified context: nope",
    ]
