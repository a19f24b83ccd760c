"""What `import k8slab` may load: the package must be there at once."""

import subprocess
import sys

HEAVY = ("IPython", "aiohttp", "cryptography", "kubernetes", "pydantic", "rich", "typer", "urllib3", "yaml")


def loaded_by(statement):
    program = f"import sys; {statement}; print(*sorted(sys.modules))"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(found.stdout.split())


def test_importing_the_package_loads_nothing_of_it_but_its_version():
    added = {name for name in loaded_by("import k8slab") - loaded_by("pass") if name.startswith("k8slab")}
    assert added == {"k8slab", "k8slab.version"}


def test_importing_the_package_loads_no_heavy_library():
    assert loaded_by("import k8slab").isdisjoint(HEAVY)


def test_importing_the_lab_loads_neither_the_official_client_nor_the_simulator():
    loaded = loaded_by("from k8slab import Lab")
    assert loaded.isdisjoint(
        {"IPython", "aiohttp", "cryptography", "kubernetes", "pydantic", "rich", "typer"}
    )
    assert not any(name.startswith("k8slab.sim") for name in loaded)


def test_serving_loads_neither_the_official_client_nor_pydantic():
    server = "k8slab.sim.http.gateway, k8slab.sim.http.server"
    loaded = loaded_by(f"import k8slab.commands.serving, k8slab.checks.referee, {server}")
    assert loaded.isdisjoint({"IPython", "jsonpatch", "kubernetes", "pydantic"})
