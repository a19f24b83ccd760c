import pytest
from IPython.core.interactiveshell import InteractiveShell

from k8slab import load_ipython_extension, magics
from k8slab.backends.kubeconfig import default_path
from k8slab.command_line import Output

KUBECONFIG = """
current-context: lab
contexts: [{name: lab, context: {cluster: lab, namespace: zookeeper}}]
clusters: [{name: lab, cluster: {server: "http://127.0.0.1:1"}}]
"""


@pytest.fixture
def ran(monkeypatch, tmp_path):
    calls = []

    def execute(arguments, transport, *, kubeconfig, stdin):
        calls.append((arguments, transport.access.server, stdin, kubeconfig))
        return Output(len(calls) - 1, "", "")

    (tmp_path / "config").write_text(KUBECONFIG)
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "config"))
    monkeypatch.setattr(magics, "execute", execute)
    return calls


@pytest.fixture
def shell():
    shell = InteractiveShell()
    load_ipython_extension(shell)
    yield shell
    shell.history_manager.end_session()
    shell.restore_sys_module_state()


def test_the_line_goes_to_kubectl_untouched(shell, ran):
    patch = """patch sts zk -p '{"spec":{"replicas":2}}'"""
    shell.run_cell(f"%kubectl {patch}")
    arguments = ["patch", "sts", "zk", "-p", '{"spec":{"replicas":2}}']
    assert ran == [(arguments, "http://127.0.0.1:1", "", default_path())]


def test_a_cells_body_is_standard_input(shell, ran):
    shell.run_cell("%%kubectl apply -f -\nkind: Namespace\nmetadata:\n  name: x\n")
    assert ran[0][2] == "kind: Namespace\nmetadata:\n  name: x\n"


def test_the_exit_code_is_left_for_the_next_cell(shell, ran):
    shell.run_cell("%kubectl get po")
    assert shell.user_ns["_exit_code"] == 0
    shell.run_cell("%kubectl get nothing")
    assert shell.user_ns["_exit_code"] == 1


def test_without_a_cluster_the_magic_says_how_to_get_one(shell, ran, monkeypatch, capsys):
    monkeypatch.setenv("KUBECONFIG", "/nowhere")
    shell.run_cell("%kubectl get po")
    assert capsys.readouterr().out.startswith("error: no kubeconfig at /nowhere")
    assert (shell.user_ns["_exit_code"], ran) == (1, [])


def test_a_line_for_a_shell_is_refused_in_words(shell, ran, capsys):
    shell.run_cell("%kubectl get po | grep zk")
    assert "found the shell's '|'" in capsys.readouterr().out
    assert ran == []


def test_loading_twice_keeps_the_first(shell):
    first = shell.magics_manager.magics["line"]["kubectl"]
    load_ipython_extension(shell)
    assert shell.magics_manager.magics["line"]["kubectl"] is first


def test_outside_of_ipython_nothing_is_registered(monkeypatch):
    monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: None)
    magics.load_if_in_ipython()


def test_a_shown_lab_ends_when_its_name_goes_to_another(shell):
    shell.run_cell("from k8slab import Lab")
    for cell in ("lab = Lab(nodes=1)\nlab", "first = lab._served\nlab", "lab = Lab(nodes=1)\nlab", "pass"):
        shell.run_cell(cell)
    assert not shell.user_ns["first"].is_running
    assert shell.user_ns["lab"]._served.is_running
    shell.run_cell("lab.close()")
