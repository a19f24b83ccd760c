"""The task sheets of `daemons`, and what is the same for everybody."""

from k8slab.checks import Variants, choice

DOCS = "https://kubernetes.io/docs/"


BEGUN = ("k8s-m1", "k8s-m2", "k8s-m3")
"""The nodes that are there when the exercise begins."""


REPOSITORY = "quay.io/fluentd_elasticsearch/fluentd"


variants = Variants(
    "daemons",
    namespace=choice(
        "radar",
        "sonar",
        "signal",
        "patrol",
        "outlook",
        "beacon",
        "watch",
        "scout",
        about="the namespace of the agents",
    ),
    set=choice(
        "heron",
        "falcon",
        "magpie",
        "raven",
        "kestrel",
        "plover",
        "osprey",
        "wren",
        about="the name of the DaemonSet",
    ),
    mount=choice("/node/log", "/host/log", "/machine/log", about="where an agent sees its node's /var/log"),
    old=choice("v2.5.2", "v2.5.1", about="the version of the image that you begin with"),
    node=choice("k8s-db", "k8s-m4", "k8s-m6", "k8s-x1", "k8s-w1", about="the node that joins, in task 2"),
    purpose=choice("db", "gpu", "cache", "build", about="what that node is dedicated to"),
    label=choice(
        "logs=collect",
        "agent=yes",
        "logging=on",
        "collect=logs",
        about="the label of the nodes that have an agent, from task 3 on",
    ),
    left=choice("k8s-m3", "k8s-m2", about="the node without that label, in task 3"),
    new=choice("v2.6.0", "v2.7.0", about="the version that you update to, in task 5"),
    ticket=choice("OPS-118", "OPS-204", "OPS-377", "OPS-451", about="the reason for that update"),
    trial=choice("v3.1.0", "v3.0.4", "v3.2.0", about="the version that you try, in tasks 7 and 8"),
    tried=choice("k8s-m2", "k8s-m3", "k8s-m1", about="the node on which you try it first"),
)


def image(version: str) -> str:
    return f"{REPOSITORY}:{version}"
