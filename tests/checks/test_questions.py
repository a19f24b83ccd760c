import pytest

from k8slab.checks.questions import Questions, find
from k8slab.errors import K8slabError

LESSON = """# Names

```{predict} two-teams
You delete `member-1` and a clerk.
Which names come back?

- both
- [x] `member-1` alone,
  as before
- neither
```

Now run it.
"""


def only(text):
    return [question for _, question in find(text)]


def test_a_question_has_a_text_choices_with_letters_and_an_answer():
    (question,) = only(LESSON)
    assert question.name == "two-teams"
    assert question.text == "You delete `member-1` and a clerk.\nWhich names come back?"
    assert question.choices == ("both", "`member-1` alone, as before", "neither")
    assert (question.letters, question.answer) == ("abc", "b")
    assert question.choice("c") == "neither"


@pytest.mark.parametrize("letter", ["", "d", "ab", "B"])
def test_a_letter_that_no_choice_has_is_refused(letter):
    (question,) = only(LESSON)
    with pytest.raises(K8slabError, match='two-teams: expected one of the letters "a", "b", "c", found'):
        question.choice(letter)


@pytest.mark.parametrize(
    "changed",
    [
        LESSON.replace(" two-teams", ""),
        LESSON.replace("two-teams", "Two_Teams"),
        LESSON.replace("[x] ", ""),
        LESSON.replace("- both", "- [x] both"),
        LESSON.replace("- both\n", "").replace("- neither\n", ""),
        LESSON.replace("You delete `member-1` and a clerk.\nWhich names come back?\n", ""),
    ],
)
def test_a_block_that_is_no_question_is_refused(changed):
    with pytest.raises(K8slabError, match="one of them with"):
        only(changed)


def test_questions_of_all_lessons_are_found_by_name(tmp_path):
    for lesson, name in (("01-a", "two-teams"), ("02-b", "three-teams")):
        (tmp_path / lesson).mkdir()
        (tmp_path / lesson / "lesson.md").write_text(LESSON.replace("two-teams", name))
    questions = Questions.load(tmp_path)
    assert questions["three-teams"].answer == "b"
    with pytest.raises(K8slabError, match="expected the name of a question in a lesson, found 'four'"):
        questions["four"]


def test_two_questions_of_one_name_are_refused():
    with pytest.raises(K8slabError, match="two-teams' twice"):
        Questions(only(LESSON) * 2)
