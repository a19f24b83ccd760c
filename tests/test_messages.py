"""Every message that learners read is collected for translators, and comes out translated."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from babel.messages.pofile import read_po

from k8slab.checks import State, TaskSheet, Unmet, check, part
from k8slab.checks.catalogue import Catalogue
from k8slab.cli import main
from k8slab.errors import K8slabError
from k8slab.pictures import Picture
from k8slab.verdict import Hint
from k8slab.widgets.actions import line_of
from k8slab.widgets.player import Player
from tests.pictures.golden_data import PICTURES
from tests.pseudo import LANGUAGE, outside, untranslated, write
from tests.unsaid import unsaid
from tests.why.conftest import Ground
from tests.why.manifests import claim, mounting, pod
from tests.widgets.conftest import Told
from tools.messages import LOCALE, ROOT, TEMPLATE, Found, as_po, compiled, messages_in, sources, template

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def pseudo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path)
    monkeypatch.setenv("K8SLAB_LOCALE", str(tmp_path))
    monkeypatch.setenv("K8SLAB_LANG", LANGUAGE)


def test_the_template_has_every_message_of_the_library_and_the_checks() -> None:
    assert TEMPLATE.read_bytes() == as_po(template()), "next: make messages"


def test_what_gettext_reads_is_what_was_translated() -> None:
    for path in LOCALE.glob("*/LC_MESSAGES/k8slab.po"):
        with path.open("rb") as opened:
            assert path.with_suffix(".mo").read_bytes() == compiled(read_po(opened)), "next: make messages"


def test_plural_forms_titles_hints_parts_and_findings_are_found() -> None:
    source = '''
say_many("{number} pod", "{number} pods", n)
counted(n, "node")
verb(n, "is", "are")
TABLE = {"x": message("later")}
say("{a} of {b}", a=1, b=2)

@check("name", points=2, docs="https://example.org", hints=["Look.", "Look " "again."])
def holds(story, state):
    """A title.

    Not this.
    """
    with part("a part", points=1):
        expect(x, expected="one" if y else "two", found=z or "none", where=f"{not_found}", next="Do.")

@app.command()
def serve(nodes: Annotated[str, Option(help="Names of the nodes.")]) -> None:
    """Serve a cluster."""

variants = Variants("name", set=choice("a", "b", about="what it is"))
'''
    assert {found.forms for found in messages_in(source)} == {
        ("{number} pod", "{number} pods"),
        ("{number} node", "{number} nodes"),
        ("is", "are"),
        *((text,) for text in ("later", "{a} of {b}", "A title", "Look.", "Look again.", "a part")),
        *((text,) for text in ("one", "two", "none", "Do.", "what it is")),
        *((text,) for text in ("Names of the nodes.", "Serve a cluster.")),
    }


def said() -> Iterator[tuple[str, Found]]:
    for path in sources():
        for found in messages_in(path.read_text("utf-8")):
            yield f"{path.relative_to(ROOT)}:{found.line}", found


def test_every_place_of_a_message_has_a_value_and_every_value_a_place() -> None:
    for where, found in said():
        if not found.values:
            continue
        is_counted = len(found.forms) > 1
        places = {name for form in found.forms for _, name, _, _ in string.Formatter().parse(form) if name}
        assert places - ({"number"} if is_counted else set()) == found.values, where


@check(
    "quorum",
    points=3,
    docs="https://kubernetes.io/docs/",
    title="{assignment}: expected other names of values than {reserved}",
    hints=["found"],
)
def quorum(story: object, state: State, task: TaskSheet) -> None:
    """Its texts are messages of the library: only those are in the catalogue."""
    with part("the rest", points=1):
        pass
    with part("no pods", points=2):
        raise Unmet(expected="a check", found="no such pod", where="the cluster", next="gone", at=3)


LEARNER_FACING = [
    *("checks", "verdict", "why", "pictures", "widgets", "lab", "faults", "incidents", "commands"),
    *("task_sheet.py", "prediction.py", "results.py", "stepping.py", "waiting.py", "duration.py", "cli.py"),
]
KUBECTL = re.compile(
    r"(apply|cordon|create|delete|drain|export|patch|rollout|scale|set|taint|uncordon) "
    r"(KUBECONFIG=X|X|cm|ds|image|no|pdb|po|selector|sts|svc|undo|resume|status)\b"
)
"""Lines of commands that are run or told to be tried."""
MEANT = {
    *("how many", "which groups"),  # purposes of chance
    *("apply -f -", "daemon off;", "@media (prefers-color-scheme:dark)"),
    *("Running, not Ready", "X, line X"),
    *(
        "Failed to",
        "X probe",
        "Liveness probe",
        "Startup probe",
        "no nodes available to schedule pods",
    ),  # events
}
"""Texts that look like sentences and are none of ours."""


def learner_facing() -> list[Path]:
    there = [ROOT / "k8slab" / name for name in LEARNER_FACING]
    library = [file for path in there for file in ([path] if path.is_file() else sorted(path.rglob("*.py")))]
    return [*library, *sorted((ROOT / "lessons").glob("*/checks/*.py"))]


@pytest.mark.parametrize("path", learner_facing(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_sentence_of_a_learner_facing_module_is_left_unsaid(path: Path) -> None:
    found = [(line, text) for line, text in unsaid(path.read_text("utf-8")) if text not in MEANT]
    assert [(line, text) for line, text in found if not KUBECTL.match(text)] == []


def test_a_sentence_that_nobody_could_translate_is_found_on_its_line() -> None:
    source = '''"""A module of its own."""
NOTE = "Nobody is named."
def told(pod):
    """What is told."""
    expect(pod, expected="a Ready pod", found=f"it {pod} and not Ready", next=say("Wait a moment."))
    return f"{pod} waits for a node"
'''
    assert sorted(unsaid(source)) == [
        (2, "Nobody is named."),
        (5, "it X and not Ready"),
        (6, "X waits for a node"),
    ]


@pytest.mark.usefixtures("pseudo")
def test_a_verdict_is_translated_throughout(teller: object) -> None:
    verdict = quorum.judge(teller.story(), State.of(teller.story()))
    plain = ["https", "lab.hint"]
    assert untranslated(repr(verdict), *plain) == []
    assert "⟦expected⟧" in repr(verdict)
    assert "⟦a check⟧" in verdict._repr_html_()
    assert "⟦help⟧" in repr(verdict)


@pytest.mark.usefixtures("pseudo")
def test_a_hint_and_a_task_sheet_are_translated() -> None:
    hint = Hint("quorum", 1, 1, quorum.told_hints(TaskSheet("", "", {}, {}))[0], 3, price=2)
    assert untranslated(repr(hint)) == []
    sheet = TaskSheet("quorum", "", {"namespace": "senate"}, {"namespace": "the cluster"})
    assert untranslated(repr(sheet), "quorum", "senate", "task.namespace") == []


@pytest.mark.usefixtures("pseudo")
def test_the_checks_of_the_lessons_have_translated_titles_hints_and_values() -> None:
    for each in Catalogue.load():
        sheet = each.variants.sheet("", "")
        assert outside(each.told_title(sheet)) == ""
        assert [outside(hint) for hint in each.told_hints(sheet)] == [""] * len(each.hints)


@pytest.mark.usefixtures("pseudo")
def test_what_lab_why_says_is_translated_link_by_link() -> None:
    ground = Ground()
    ground.apply(claim("data"), pod("zk-0", **mounting("data")), pod("big", nodeSelector={"disk": "fast"}))
    ground.settle()
    for about in ("pod/zk-0", "pvc/data", "pod/big", "node/a"):
        why = ground.why(about)
        for link in why.links:
            assert (untranslated(link.says), untranslated(link.advice)) == ([], [])
        heading, *lines = str(why).splitlines()
        assert untranslated(heading) == []
        labels = [line.strip().split("  ")[0] for line in lines if line.startswith("   ")]
        assert [label for label in labels if label in ("shown by", "to do", "try")] == []
        assert "Evidence" not in outside(why._repr_html_())


NAMES = {"zk", "web", "agent", "image", "partition", "local"}
"""Of objects, of fields and of kinds of volumes."""
KUBERNETES = re.compile(
    r"kubectl .*|Running, not Ready|pods [\d.]|memory [\d.]|cpu [\d.]"
    r"|\d+ of \d+ pods (Ready|updated)|(\d/\d nodes are available|no persistent volumes|Kubelet stopped).*"
)
"""What the API and `kubectl rollout status` say, and the stages of a pod, as in the column STATUS."""


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.usefixtures("pseudo")
def test_a_picture_is_translated_throughout(name: str) -> None:
    picture = PICTURES[name]()
    ours = "\n".join(KUBERNETES.sub("", line) for line in str(picture).splitlines())
    assert untranslated(ours, *NAMES) == []
    assert "⟦" in "".join(drawn(picture))


def drawn(picture: Picture) -> list[str]:
    """The texts that are drawn; of long ones a line each."""
    return [text.text or "" for text in ElementTree.fromstring(picture.svg).iter(f"{SVG}text")]


@pytest.mark.usefixtures("pseudo")
def test_a_widget_says_how_time_goes_and_what_is_missing_in_translation() -> None:
    player = Player(lambda: None, Told([]))
    assert untranslated(player.words()) == []
    with pytest.raises(K8slabError) as refused:
        line_of("scale", {})
    assert untranslated(str(refused.value)) == []


@pytest.mark.parametrize("command", [[], ["serve"], ["replay"], ["why"], ["lab"]])
@pytest.mark.usefixtures("pseudo")
def test_the_help_of_the_command_line_is_translated(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("sys.argv", ["k8slab", *command, "--help"])
    with pytest.raises(SystemExit):
        main()
    ours = [line for line in capsys.readouterr().out.splitlines() if any(word in line for word in OURS)]
    assert [line for line in ours if "⟦" not in line] == []


OURS = ("cluster", "notebooks", "Names", "history", "object", "JupyterLab", "context")


def test_help_is_in_english_without_a_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["k8slab", "--help"])
    with pytest.raises(SystemExit):
        main()
    assert "A Kubernetes cluster for learning" in capsys.readouterr().out
