"""What is in container images: files, programs, and what runs when no command is given.

A new image is a row here; its programs stand in a module of their own.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module

from k8slab.sim.shell.machine import Program

COMMON = {
    "/tmp/": b"",
    "/var/tmp/": b"",
    "/root/": b"",
    "/etc/": b"",
    "/var/": b"",
    "/usr/bin/": b"",
    "/bin/": b"",
    "/dev/": b"",
}
NGINX_PAGE = (
    b"<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n"
    b"<h1>Welcome to nginx!</h1>\n</body>\n</html>\n"
)
HTTPD_PAGE = b"<html><body><h1>It works!</h1></body></html>\n"


@dataclass(frozen=True)
class Software:
    """`programs` names modules with PROGRAMS; `document_root` is what a web server serves.

    `users` are the image's beside root; `has_gnu_tools`: its small programs are GNU's and not busybox's.
    `is_ensemble`: what it does depends on the other containers of its template. `loops`: its own process
    wakes again and again for as long as it runs.
    Where it listens, the files of the folder `configuration` say; without one it is `port`, or the ports that
    the container declares. `port` 0: nowhere. `is_complete`: all its programs are known by name, so that any
    other one is missing, and so are those that are `absent`.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    command: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    programs: str = ""
    document_root: str = ""
    port: int = 80
    configuration: str = ""
    server: str = ""
    stops_with: int = 0
    is_complete: bool = False
    absent: frozenset[str] = frozenset()
    users: Mapping[int, str] = field(default_factory=dict)
    has_gnu_tools: bool = False
    is_ensemble: bool = False
    loops: bool = False

    @property
    def is_whole(self) -> bool:
        """Is it known which ports it listens on?"""
        return self.is_complete or bool(self.document_root)

    def command_line(self, command: Sequence[str], arguments: Sequence[str]) -> list[str]:
        """What runs first: a container's command replaces all that the image says, its args only the rest."""
        if command:
            return [*command, *arguments]
        return [*self.entrypoint, *(arguments or self.command)]

    @property
    def program_files(self) -> dict[str, str]:
        """By name, the places of the image's own programs."""
        paths = (path for path in self.files if posixpath.basename(posixpath.dirname(path)) == "bin")
        return {posixpath.basename(path): path for path in paths}

    def all_files(self) -> dict[str, bytes]:
        return {**COMMON, **self.files}


NGINX = Software(
    {
        "/usr/share/nginx/html/index.html": NGINX_PAGE,
        "/usr/share/nginx/html/50x.html": b"error\n",
        "/etc/nginx/nginx.conf": b"user  nginx;\nworker_processes  auto;\n",
        "/etc/nginx/conf.d/default.conf": b"server {\n    listen 80;\n    root /usr/share/nginx/html;\n}\n",
    },
    ("nginx", "-g", "daemon off;"),
    programs="web",
    document_root="/usr/share/nginx/html",
    server="nginx",
    configuration="/etc/nginx/conf.d",
    is_complete=True,
    has_gnu_tools=True,
)
HTTPD = Software(
    {
        "/usr/local/apache2/htdocs/index.html": HTTPD_PAGE,
        "/usr/local/apache2/conf/httpd.conf": b"Listen 80\n",
    },
    ("httpd-foreground",),
    programs="web",
    document_root="/usr/local/apache2/htdocs",
    server="Apache/2.4.38 (Unix)",
    configuration="/usr/local/apache2/conf",
    is_complete=True,
    has_gnu_tools=True,
)
AGNHOST = Software(
    {
        "/localhost.crt": b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        "/localhost.key": b"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
    },
    ("pause",),
    ("/agnhost",),
    programs="dig",
    document_root="/",
    server="agnhost",
)
ZOOKEEPER = Software(
    {
        "/opt/zookeeper/conf/": b"",
        **{
            f"/opt/zookeeper/bin/{name}": b"#!/usr/bin/env bash\n"
            for name in ("start-zookeeper", "zkCli.sh", "zkServer.sh", "zookeeper-ready")
        },
        "/usr/etc/": b"",
        "/var/lib/zookeeper/": b"",
    },
    ("start-zookeeper",),
    programs="zookeeper zookeeper_client",
    is_ensemble=True,
    port=2181,
    stops_with=143,
    users={1000: "zookeeper"},
    has_gnu_tools=True,
)
FLUENTD = Software(
    {
        "/etc/fluent/fluent.conf": b"<source>\n  @type tail\n  path /var/log/containers/*.log\n</source>\n",
        "/var/log/containers/": b"",
    },
    ("fluentd",),
    programs="fluentd",
    has_gnu_tools=True,
    loops=True,
)
SHELL = Software(command=("sh",), stops_with=143, port=0, is_complete=True)
SMALL = replace(SHELL, absent=frozenset({"bash"}))
DEBIAN = replace(SHELL, has_gnu_tools=True)
ORDINARY = Software(entrypoint=("serve",))

ROWS: tuple[tuple[str, Software], ...] = (
    (r"(^|/)nginx(-slim)?$", NGINX),
    (r"(^|/)httpd$", HTTPD),
    (r"(^|/)agnhost$", AGNHOST),
    (r"(^|/)(jessie-)?dnsutils$", replace(ORDINARY, programs="dig")),
    (r"(^|/)zookeeper$|kubernetes-zookeeper$", ZOOKEEPER),
    (r"(^|/)fluentd?([-_].*)?$", FLUENTD),
    (r"(^|/)(busybox|busyboxplus|alpine)$", SMALL),
    (r"(^|/)(debian|ubuntu)$", DEBIAN),
)
"""A pattern of an image's name without its tag, and what is in the image; the first that fits."""


def software(image: str) -> Software:
    """By an image as a pod names it."""
    name = re.sub(r":[^/:]*$", "", image.partition("@")[0])
    return next((found for pattern, found in ROWS if re.search(pattern, name)), ORDINARY)


@cache
def programs(module: str) -> Mapping[str, Program]:
    """The image's own programs, from one module or several."""
    found: dict[str, Program] = {}
    for each in module.split():
        found |= import_module(f"k8slab.sim.containers.{each}").PROGRAMS
    return found
