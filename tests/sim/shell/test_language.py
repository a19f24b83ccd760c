"""The shell's language: quoting, expansion, pipes, redirections, compound commands, exit codes."""

from __future__ import annotations

import pytest

from tests.sim.shell.container import Box


@pytest.mark.parametrize(
    ("script", "out"),
    [
        ("echo a  'b  c' \"d  $HOME\"", "a b  c d  /tmp\n"),
        ("echo \\$HOME '$HOME' \"\\$HOME\"", "$HOME $HOME $HOME\n"),
        ("echo ${NONE:-def} ${COLOUR:+set} ${#COLOUR} ${NONE=x}$NONE", "def set 4 xx\n"),
        ("H=zk-0.zk-hs; echo ${H%%.*} ${H##*-} ${H%.*} ${H#*-}", "zk-0 hs zk-0 0.zk-hs\n"),
        ("echo $(hostname)-`hostname`-$((2*(3+4)))", "zk-0-zk-0-14\n"),
        ("X='a  b'; echo $X; echo \"$X\"", "a b\na  b\n"),
        ("echo one two | wc -w", "2\n"),
        ("printf 'b\\na\\n' | sort | head -n 1", "a\n"),
        ("ls /nope 2>/dev/null || echo none", "none\n"),
        ("ls /nope 2>&1 | wc -l", "1\n"),
        ("echo a > /tmp/x; echo b >> /tmp/x; cat < /tmp/x", "a\nb\n"),
        ("true && echo yes || echo no; ! true; echo $?", "yes\n1\n"),
        ("for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done", "1\n3\n"),
        ("i=0; while true; do i=$((i+1)); [ $i -ge 3 ] && break; done; echo $i", "3\n"),
        ("until [ -e /tmp/f ]; do touch /tmp/f; done; echo there", "there\n"),
        ("if false; then echo a; elif true; then echo b; else echo c; fi", "b\n"),
        ("printf 'a 1\\nb 2\\n' | while read k v; do echo $v$k; done", "1a\n2b\n"),
        ("(cd /tmp; pwd); { echo x; } > /tmp/y; pwd; cat /tmp/y", "/tmp\n/\nx\n"),
        ("touch /tmp/a.log /tmp/b.log; echo /tmp/*.log; cd /tmp; echo *.log '*.log'", None),
        ("A=1 env | grep ^A=; echo ${A-unset}", "A=1\nunset\n"),
        ('set -- x y; echo $# $2 "$@"', "2 y x y\n"),
        ("echo done # a comment", "done\n"),
        ("echo a; # b\necho c", "a\nc\n"),
        ("exec echo x; echo never", "x\n"),
        (
            "cat <<EOF | sort; echo c\nb $HOME\na $(hostname) \\$HOME\nEOF\necho d",
            "a zk-0 $HOME\nb /tmp\nc\nd\n",
        ),
        ("cat <<'EOF' > /tmp/q\n$HOME\nEOF\ncat /tmp/q", "$HOME\n"),
        ("cat <<-A; cat <<B\n\tone\n\tA\ntwo\nB", "one\ntwo\n"),
        ("case abc in x|a*) echo yes;; *) echo no;; esac", "yes\n"),
        ("case $HOME in '/t*') echo a;; (/tmp) echo b;; esac; case q in\n z) ;;\nesac; echo $?", "b\n0\n"),
        ('f() { echo $# "$1"; }; f "a  b" c; echo $#', "2 a  b\n0\n"),
        ("f()\n{\necho in; return 3; echo never\n}\nf || echo $?", "in\n3\n"),
        ("x=1; f() { local x=2 y; y=3; echo $x$y; }; f; echo $x${y-}", "23\n1\n"),
        ("f() { exit 4; echo never; }; (f); echo $?; echo f", "4\nf\n"),
        ("_term(){\n  echo term\n}\ntrap _term TERM\n_term", "term\n"),
    ],
)
def test_scripts_print_what_they_print_in_a_posix_shell(script: str, out: str | None) -> None:
    said = Box().sh(script)
    assert said.err == ""
    assert said.out == (out or "/tmp/a.log /tmp/b.log\na.log b.log *.log\n")


@pytest.mark.parametrize(
    ("script", "code", "err"),
    [
        ("exit 3", 3, ""),
        ("nosuch -x", 127, "sh: nosuch: not found\n"),
        ("python3 -V", 127, "not simulated: python3\n"),
        ("function f { true; }", 127, "sh: not simulated: function\n"),
        ("case x in", 2, "sh: syntax error: unexpected end of file\n"),
        ("echo 'a", 2, "sh: syntax error: unterminated quoted string\n"),
        ("if true; then", 2, "sh: syntax error: unexpected end of file\n"),
        ("echo a; )", 2, 'sh: syntax error: unexpected ")"\n'),
        ("while true; do :; done", 137, "not simulated: a command that goes on without end\n"),
        ("set -e; false; echo no", 1, ""),
        ("false | true", 0, ""),
        ("echo x > /nope/x", 1, "sh: can't create /nope/x: nonexistent directory\n"),
        ("cat < /nope", 1, "sh: can't open /nope: no such file\n"),
        ("echo x > /etc/config/colour", 1, "sh: can't create /etc/config/colour: Read-only file system\n"),
        ("cd /nope", 2, "cd: can't cd to /nope: No such file or directory\n"),
        ("echo $((1/0))", 2, "sh: arithmetic syntax error: 1/0\n"),
        ("f=/tmp/s; echo 'sh $0' > $f; sh $f", 137, "too many shells inside one another\n"),
    ],
)
def test_what_fails_says_why_and_has_the_exit_code_of_a_shell(script: str, code: int, err: str) -> None:
    said = Box().sh(script)
    assert (said.code, said.err) == (code, err)


def test_a_traced_script_shows_its_commands() -> None:
    said = Box().run("/bin/sh", "-x", "-c", "mv -v /localhost.crt /tmp/ || true")
    missing = "mv: can't rename '/localhost.crt': No such file or directory\n"
    assert said == (0, "", f"+ mv -v /localhost.crt /tmp/\n{missing}+ true\n", 0.0)
    said = Box().run("/bin/sh", "-x", "-c", "A='x y' B=; echo \"$A\" '' \"$(hostname)\"")
    assert (said.out, said.err) == ("x y  zk-0\n", "+ A='x y' B=\n+ hostname\n+ echo 'x y' '' zk-0\n")


def test_a_sleep_takes_virtual_time() -> None:
    said = Box().sh("date +%T; sleep 90; date +%T; timeout 2 sleep 10; echo $?")
    assert said == (0, "00:00:00\n00:01:30\n143\n", "", 92.0)


def test_a_program_that_is_started_without_a_shell_may_be_missing() -> None:
    said = Box().run("nosuch")
    assert (said.code, said.err) == (127, 'exec: "nosuch": executable file not found in $PATH: unknown\n')


def test_a_shell_without_arguments_runs_its_input() -> None:
    assert Box().run("sh", stdin=b"cd /tmp\npwd\n").out == "/tmp\n"


def test_a_file_of_commands_is_run_when_it_may_be() -> None:
    box = Box()
    assert box.sh("echo 'echo $1' > /tmp/s; chmod +x /tmp/s; /tmp/s hi").out == "hi\n"
