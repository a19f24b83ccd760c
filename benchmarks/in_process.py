"""Play the lesson on a cluster in this process; print the seconds that it took, cluster included."""

from __future__ import annotations

import time

from session import play

from k8slab.backends.simulator import InProcess, Settings, new_cluster
from k8slab.sim.http.gateway import Gateway


def main() -> None:
    start = time.perf_counter()
    play(InProcess(Gateway(new_cluster(Settings()))))
    print(time.perf_counter() - start)


if __name__ == "__main__":
    main()
