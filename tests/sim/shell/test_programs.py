"""The programs, one by one."""

from __future__ import annotations

import pytest

from k8slab.sim.shell.programs import NAMES, find_program
from tests.sim.shell.container import Box


def test_every_name_has_its_program() -> None:
    assert [name for name in NAMES if find_program(name) is None] == []


@pytest.mark.parametrize(
    ("script", "out"),
    [
        ("echo -n a; echo -e 'b\\tc'", "ab\tc\n"),
        ("printf '%s-%03d|' a 1 b 2; printf 100%%", "a-001|b-002|100%"),
        ("printf $(hostname)", "zk-0"),
        ("seq 3 | tac; seq 5 | head -2; seq 5 | tail -n 1; seq 2 4 | tail -2", "3\n2\n1\n1\n2\n5\n3\n4\n"),
        ("printf 'a b\\nc\\n' | wc; printf abc | wc -c", "       2        3        6\n3\n"),
        ("printf 'x1\\ny2\\nx3\\n' | grep -c x; echo abc | grep -o 'b.'; echo A | grep -i a", "2\nbc\nA\n"),
        (
            "printf 'a=1\\n#b\\n' | grep -v ^# | grep -n a; grep -rl blue /etc/config",
            "1:a=1\n/etc/config/colour\n",
        ),
        ("printf 'aa\\nbb\\n' | sed 's/a/x/;s/b/y/g' ; seq 4 | sed -n '2,3p'", "xa\nyy\n2\n3\n"),
        ("echo 'server.1=zk' | sed -E 's/(server).([0-9])=/\\2:\\1 /'", "1:server zk\n"),
        ("echo old > /tmp/f; sed -i 's/old/new/' /tmp/f; cat /tmp/f", "new\n"),
        ("printf '3\\n10\\n3\\n' | sort -n | uniq -c", "      2 3\n      1 10\n"),
        ("echo a:b:c | cut -d: -f1,3; echo hello | cut -c2-3; echo abc | tr a-c A-C", "a:c\nel\nABC\n"),
        ("echo x | tee /tmp/t; cat /tmp/t; echo hi | base64 | base64 -d", "x\nx\nhi\n"),
        ("mkdir -p /tmp/a/b; touch /tmp/a/b/c; find /tmp -type f; ls -R /tmp/a", None),
        ("cp /index.html /tmp/i; mv -v /tmp/i /tmp/j; cat /tmp/j", "renamed '/tmp/i' -> '/tmp/j'\nwelcome\n"),
        ("mkdir /tmp/d; touch /tmp/d/x; rm -rf /tmp/d; rm -f /tmp/none; ls /tmp", ""),
        ("ln -s /index.html /tmp/l; cat /tmp/l; readlink /tmp/l", "welcome\n/index.html\n"),
        ("basename /a/b.txt .txt; dirname /a/b.txt", "b\n/a\n"),
        ("hostname; hostname -f; hostname -i", "zk-0\nzk-0.zk-hs.default.svc.cluster.local\n10.244.0.2\n"),
        (
            "env | grep COLOUR; printenv COLOUR; unset COLOUR; printenv COLOUR; echo $?",
            "COLOUR=blue\nblue\n1\n",
        ),
        ("id -u; whoami; id", "0\nroot\nuid=0(root) gid=0(root) groups=0(root)\n"),
        ("date -u +%Y-%m-%dT%H:%M; date", "2026-01-01T00:00\nThu Jan  1 00:00:00 UTC 2026\n"),
        ('[[ "$( cat /index.html )" == "" ]] || echo full', "full\n"),
        ("test -f /index.html && [ ! -d /index.html -a -s /index.html ] && echo ok", "ok\n"),
        ("ps | head -2 | tail -1", "    1 root      0:00 nginx -g daemon off;\n"),
        (
            "wget -qO- http://web/; curl -s web; curl -s -o /dev/null -w '%{http_code}' web/x",
            "hello\nhello\n404",
        ),
        ("getent hosts web; nc -z web 80; echo $?", "10.244.0.2      web.default.svc.cluster.local\n0\n"),
        ("echo a b | xargs -n 1 echo x; command -v ls", "x a\nx b\n/bin/ls\n"),
        ("stat -c '%s %F' /index.html; sha256sum < /dev/null | cut -c1-8", "8 regular file\ne3b0c442\n"),
    ],
)
def test_programs_print_what_they_should(script: str, out: str | None) -> None:
    said = Box().sh(script)
    assert said.err == ""
    assert said.out == (out if out is not None else "/tmp/a/b/c\n/tmp/a:\nb\n\n/tmp/a/b:\nc\n")


@pytest.mark.parametrize(
    ("script", "code", "err"),
    [
        ("cat /nope", 1, "cat: can't open '/nope': No such file or directory\n"),
        ("ls /nope", 1, "ls: /nope: No such file or directory\n"),
        ("cp /nope /tmp", 1, "cp: can't stat '/nope': No such file or directory\n"),
        ("rm /tmp", 1, "rm: '/tmp' is a directory\n"),
        ("rm /nope", 1, "rm: can't remove '/nope': No such file or directory\n"),
        ("mkdir /tmp", 1, "mkdir: can't create directory '/tmp': File exists\n"),
        ("rmdir /data", 1, "rmdir: can't remove '/data': Device or resource busy\n"),
        ("touch /etc/config/x", 1, "touch: can't touch '/etc/config/x': Read-only file system\n"),
        ("rm -z /tmp", 1, "rm: unrecognized option: z\n"),
        ("grep x /index.html", 1, ""),
        ("[ 1 -eq a ]", 2, "[: invalid number 'a'\n"),
        ("[[ a == a ]", 2, "[[: missing ]]\n"),
        ("curl http://none/", 6, "curl: (6) Could not resolve host: none\n"),
        ("wget -q web:81", 1, "wget: can't connect to remote host (web): Connection refused\n"),
        ("wget -q web/x", 1, "wget: server returned error: HTTP/1.1 404 Not Found\n"),
        ("nslookup none > /dev/null", 1, ""),
        ("kill 99", 1, "kill: can't kill pid 99: No such process\n"),
        ("sed -n x /index.html", 1, "sed: not simulated: sed x\n"),
        ("find / -newer x", 1, "find: not simulated: find -newer\n"),
        ("dd if=/dev/zero of=/data/x", 1, "dd: No space left on device\n"),
    ],
)
def test_programs_fail_in_the_usual_words(script: str, code: int, err: str) -> None:
    said = Box().sh(script)
    assert (said.code, said.err) == (code, err)


def test_dd_writes_what_it_is_asked_to() -> None:
    box = Box()
    said = box.sh("dd if=/dev/zero of=/data/statefulset-continue bs=1 count=1 conv=fsync")
    assert (said.code, said.out) == (0, "")
    assert box.volume.entries["/statefulset-continue"].content == b"\0"


def test_ls_shows_inodes_and_sizes() -> None:
    said = Box(now=3600.0).sh(
        "echo x > /data/a; ln -s /data/a /data/b; ls -idlh /data; ls -l /data | tail -2"
    )
    first, second, third = said.out.splitlines()
    assert first == "      2 drwxr-xr-x    2 root     root          4.0K Jan  1 01:00 /data"
    assert second == "-rw-r--r--    1 root     root             2 Jan  1 01:00 a"
    assert third.endswith("b -> /data/a")


def test_the_first_process_can_be_killed() -> None:
    box = Box()
    assert box.sh("kill 1; kill -9 1; kill -0 1").code == 0
    assert box.sh("pkill -9 nginx; pkill apache; echo $?").out == "1\n"
    assert box.killed == ["TERM", "KILL", "KILL"]


def test_tar_packs_and_unpacks() -> None:
    one, other = Box(), Box()
    one.sh("mkdir -p /data/d; echo x > /data/d/f; ln -s f /data/d/l")
    out = one.sh("tar cf - -C /data d | base64").out
    said = other.sh("base64 -d | tar xmf - -C /tmp; find /tmp; cat /tmp/d/l", out.encode())
    assert said == (0, "/tmp\n/tmp/d\n/tmp/d/f\n/tmp/d/l\nx\n", "", 0.0)
    assert other.sh("tar cf - /none | tar tf -").err == "tar: /none: No such file or directory\n"


def test_a_moved_file_leaves_its_place_and_comes_back() -> None:
    box = Box()
    assert box.sh("mv -v /index.html /tmp/").out == "renamed '/index.html' -> '/tmp/index.html'\n"
    assert "/index.html" not in box.layer.entries
    assert box.sh("mv -v /tmp/index.html / || true; cat /index.html").out.endswith("welcome\n")


def test_an_image_with_gnu_tools_lists_as_they_do() -> None:
    box = Box()
    box.machine.has_gnu_tools = True
    assert box.sh("mkdir -p /tmp/a/b; echo x > /tmp/a/f; ls -l /tmp/a").out.splitlines() == [
        "total 8",
        "drwxr-xr-x 2 root root 4096 Jan  1 00:00 b",
        "-rw-r--r-- 1 root root    2 Jan  1 00:00 f",
    ]
    assert box.sh("ls -ld /tmp/a").out == "drwxr-xr-x 3 root root 4096 Jan  1 00:00 /tmp/a\n"
    missing = box.sh("cat /no; rm /no; ls /no")
    no_such = "No such file or directory"
    assert missing.code == 2
    assert missing.err.splitlines() == [
        f"cat: /no: {no_such}",
        f"rm: cannot remove '/no': {no_such}",
        f"ls: cannot access '/no': {no_such}",
    ]


def test_busybox_lists_in_its_own_way() -> None:
    box = Box()
    assert box.sh("ls -ld /tmp").out == "drwxr-xr-x    2 root     root          4096 Jan  1 00:00 /tmp\n"
    assert box.sh("ls /no").err == "ls: /no: No such file or directory\n"
    assert box.sh("ps").out.splitlines()[0] == "PID   USER     TIME  COMMAND"
