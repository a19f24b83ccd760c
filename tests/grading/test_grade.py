"""`k8slab grade` on nbgrader's folders, beside nbgrader's own autograde of the same class."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from k8slab.errors import K8slabError
from k8slab.grading.grading import Plan, grade, grade_here
from tests.grading.conftest import RELEASE, Session, notebook, solved

ROOT = Path(__file__).parents[2]
GRADE_CLASS = ROOT / "tests" / "lessons" / "grade_class.py"
CLASS = ("ada", "bob", "cyd", "dan")


def submissions():
    """By student: the notebook, None where it is missing, and the journal."""
    why = json.loads(notebook())
    why["cells"][6]["source"] = "Because a person reads this."
    partly = 'lab.kubectl(f"create ns {task.name}")'
    return {
        "ada": (json.dumps(why), solved("ada").journal),
        "bob": (
            notebook(partly, GONE),
            Session("bob").make().check("zoo-made").make("old").delete("old").check("zoo-gone").journal,
        ),
        "cyd": (json.dumps(RELEASE), Session("cyd").check("zoo-made", "zoo-gone").journal),
        "dan": (None, None),
    }


GONE = 'lab.kubectl("create ns old")\nlab.kubectl("delete ns old")'


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """The course when nbgrader has generated the assignment."""
    root = tmp_path_factory.mktemp("course")
    (root / "solutions" / "zoo").mkdir(parents=True)
    (root / "solutions" / "zoo" / "zoo.ipynb").write_text(json.dumps(RELEASE))
    shutil.copy(ROOT / "nbgrader_config.py", root)
    nbgrader(root)
    return root


@pytest.fixture
def course(generated, lessons, tmp_path):
    """The course when the class has handed in."""
    root = tmp_path / "course"
    shutil.copytree(generated, root)
    for student, (told, journal) in submissions().items():
        folder = root / "submitted" / student / "zoo"
        folder.mkdir(parents=True)
        if told is not None:
            (folder / "zoo.ipynb").write_text(told)
        if journal is not None:
            (folder / "zoo.journal").write_text(journal)
    return root


def nbgrader(root, *students):
    """Generate the assignment and, for students, grade and give feedback, in a process of its own."""
    command = [sys.executable, str(GRADE_CLASS), str(root), "zoo", *students]
    subprocess.run(command, cwd=root, check=True, capture_output=True)


def gradebook(root):
    """What nbgrader's gradebook knows of each submission."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        return {
            each.student.id: (
                each.score,
                each.needs_manual_grade,
                {g.name: (g.auto_score, g.needs_manual_grade) for n in each.notebooks for g in n.grades},
                {c.name: c.comment for n in each.notebooks for c in n.comments},
            )
            for each in book.assignment_submissions("zoo")
        }


def test_the_gradebook_is_the_one_that_nbgrader_writes_and_feedback_is_generated_from_it(course):
    results = grade(Plan("zoo", course))
    assert [(result.student, result.earned, result.evidence) for result in results] == [
        ("ada", 15, "journal"),
        ("bob", 11, "journal"),
        ("cyd", 0, "journal"),
        ("dan", 0, ""),
    ]
    ours = gradebook(course)
    assert ours["ada"][1]
    assert ours["ada"][2]["why"] == (None, True)
    assert ours["cyd"][3]["why"] == "No response."
    (course / "gradebook.db").unlink()
    shutil.rmtree(course / "autograded")
    nbgrader(course, "ada", "bob", "cyd")
    theirs = gradebook(course)
    assert {name: ours[name] for name in theirs} == theirs
    assert sorted(theirs) == ["ada", "bob", "cyd"]


def test_an_earlier_run_is_gone_on_with_and_nothing_is_graded_twice(course):
    seen: list[str] = []

    def counted(jobs):
        for job in jobs:
            seen.append(job.student)
            if len(seen) == 3:
                raise KeyboardInterrupt
            yield grade_here(job)

    with pytest.raises(KeyboardInterrupt):
        grade(Plan("zoo", course), engine=counted)
    assert gradebook(course) == {}
    results = grade(Plan("zoo", course, resume=True), engine=counted)
    assert seen == ["ada", "bob", "cyd", "cyd", "dan"]
    assert [result.earned for result in results] == [15, 11, 0, 0]
    (course / "submitted" / "bob" / "zoo" / "zoo.journal").write_text(solved("bob").journal)
    assert [result.earned for result in grade(Plan("zoo", course, resume=True))] == [15, 15, 0, 0]
    assert gradebook(course)["bob"][0] == 15


def test_a_score_that_a_person_gave_stays_and_is_looked_at_again(course):
    from nbgrader.api import Gradebook

    grade(Plan("zoo", course, ("ada",)))
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        mark = book.find_grade("why", "zoo", "zoo", "ada")
        mark.manual_score, mark.needs_manual_grade = 4, False
        book.db.commit()
    grade(Plan("zoo", course, ("ada",)))
    score, needs, grades, _ = gradebook(course)["ada"]
    assert (score, needs, grades["why"]) == (19, True, (None, True))


def test_only_the_named_students_are_graded(course):
    assert [result.student for result in grade(Plan("zoo", course, ("bob", "ada")))] == ["ada", "bob"]
    assert sorted(gradebook(course)) == ["ada", "bob"]


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ({"assignment": "zoos"}, "expected the assignment zoos in the gradebook"),
        (
            {"assignment": "zoo", "students": ("eve",)},
            "expected a submission of eve for zoo, found those of ada",
        ),
        (
            {"assignment": "zoo", "evidence": "trust"},
            "expected the evidence journal, execute, auto, found 'trust'",
        ),
    ],
)
def test_what_cannot_be_graded_is_told_and_nothing_is_written(course, plan, message):
    with pytest.raises(K8slabError, match=message):
        grade(Plan(course=course, **plan))
    assert gradebook(course) == {}
    assert not (course / "autograded").exists()


def test_a_folder_without_settings_is_refused(tmp_path):
    with pytest.raises(K8slabError, match=r"expected nbgrader_config.py"):
        grade(Plan("zoo", tmp_path))


def test_a_link_in_place_of_a_students_folder_is_nobodys(course, tmp_path):
    (course / "submitted" / "eve").symlink_to(course / "submitted" / "ada")
    assert [result.student for result in grade(Plan("zoo", course))] == list(CLASS)
