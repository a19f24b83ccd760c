import json
from copy import deepcopy

import pytest

from k8slab.errors import K8slabError
from k8slab.grading import cells


def cell(name="", text="", kind="code", **about):
    metadata = {"nbgrader": {"grade_id": name, "checksum": "c", **about}} if name else {}
    return {"cell_type": kind, "source": text, "metadata": metadata, "outputs": []}


GIVEN = cell("setup", "lab = Lab()", grade=False, locked=True, solution=False)
ANSWER = cell("a-answer", "# YOUR ANSWER HERE", grade=False, locked=False, solution=True)
CHECK = cell("a-check", 'lab.check("zoo-a").score()', grade=True, locked=True, solution=False, points=10)
MORE = cell("b-answer", "# YOUR ANSWER HERE", grade=False, locked=False, solution=True)
LAST = cell("b-check", "lab.check('zoo-b').score()", grade=True, locked=True, solution=False, points=5)
WORDS = cell("why", "YOUR ANSWER HERE", "markdown", grade=True, locked=False, solution=True, points=5)
RELEASE = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "cells": [GIVEN, ANSWER, CHECK, MORE, LAST, WORDS],
    "metadata": {},
}


def submission(*there, **texts):
    """The release with other texts in some cells, or other cells."""
    copy = deepcopy(RELEASE)
    copy["cells"] = [deepcopy(each) for each in there or RELEASE["cells"]]
    for each in copy["cells"]:
        key = cells.name_of(each).replace("-", "_")
        each["source"] = texts.get(key, each["source"])
    return copy


def texts(notebook):
    return {cells.name_of(each): each["source"] for each in notebook["cells"] if cells.name_of(each)}


def test_the_checks_are_those_that_the_released_cells_ask_for():
    assert cells.checks(RELEASE) == {"a-check": "zoo-a", "b-check": "zoo-b"}


def test_an_honest_submission_keeps_its_answers_and_has_nothing_put_right():
    notebook, notes = cells.put_back(submission(a_answer="%kubectl get po", why="Because."), RELEASE)
    assert notes == []
    assert texts(notebook) == texts(RELEASE) | {"a-answer": "%kubectl get po", "why": "Because."}


def test_what_is_locked_has_its_released_text_whatever_became_of_it():
    notebook, notes = cells.put_back(submission(a_check="10", setup="lab = Fake()"), RELEASE)
    assert texts(notebook) == texts(RELEASE)
    assert notes == ["the cell setup had another text", "the cell a-check had another text"]


def test_points_and_other_settings_are_the_released_ones():
    changed = submission()
    changed["cells"][2]["metadata"]["nbgrader"] |= {"points": 1000, "locked": False}
    notebook, notes = cells.put_back(changed, RELEASE)
    assert notebook["cells"][2]["metadata"] == CHECK["metadata"]
    assert notes == ["the cell a-check had other settings"]


def test_an_answer_that_became_text_is_code_again():
    changed = submission()
    changed["cells"][1] |= {"cell_type": "markdown", "source": "see above"}
    notebook, _ = cells.put_back(changed, RELEASE)
    assert (notebook["cells"][1]["cell_type"], notebook["cells"][1]["source"]) == ("code", "see above")


@pytest.mark.parametrize("missing", range(6))
def test_a_cell_that_is_missing_comes_back_to_its_place(missing):
    there = [each for number, each in enumerate(RELEASE["cells"]) if number != missing]
    notebook, notes = cells.put_back(submission(*there), RELEASE)
    assert list(texts(notebook)) == list(texts(RELEASE))
    assert notes == [f"the cell {cells.name_of(RELEASE['cells'][missing])} was missing"]


def test_of_an_empty_notebook_all_comes_back():
    notebook, notes = cells.put_back({"cells": []}, RELEASE)
    assert list(texts(notebook)) == list(texts(RELEASE))
    assert len(notes) == 6


def test_of_a_copied_cell_the_first_counts_and_the_copy_is_the_learners_own():
    copied = cell("a-answer", "the copy", grade=False, locked=False, solution=True)
    notebook, notes = cells.put_back(submission(GIVEN, ANSWER, copied, CHECK, MORE, LAST, WORDS), RELEASE)
    assert notebook["cells"][2]["metadata"] == {}
    assert notebook["cells"][2]["source"] == "the copy"
    assert notes == ["the cell a-answer is there twice"]


def test_a_cell_that_nobody_released_is_worth_nothing():
    forged = cell("bonus", "100", grade=True, locked=True, solution=False, points=100)
    notebook, notes = cells.put_back(submission(*RELEASE["cells"], forged), RELEASE)
    assert notebook["cells"][-1]["metadata"] == {}
    assert notes == ["nobody released a cell bonus"]


def test_cells_of_the_learners_own_stay_where_they_are():
    own = cell("", "1 + 1")
    notebook, _ = cells.put_back(submission(GIVEN, own, ANSWER, CHECK, MORE, LAST, WORDS), RELEASE)
    assert notebook["cells"][1]["source"] == "1 + 1"


def test_no_output_and_no_foreign_metadata_is_taken_over():
    changed = submission(cell("", "x") | {"metadata": {"hack": 1}, "outputs": [{"output_type": "x"}]})
    changed["metadata"] = {"kernelspec": {"name": "evil"}}
    notebook, _ = cells.put_back(changed, RELEASE)
    assert notebook["metadata"] == {}
    assert all(each["outputs"] == [] for each in notebook["cells"] if each["cell_type"] == "code")
    assert notebook["cells"][-1]["metadata"] == {} or "hack" not in json.dumps(notebook)


def test_each_cell_has_an_id_of_its_own():
    changed = submission(*RELEASE["cells"], cell("", "1"), cell("", "2"))
    for each in changed["cells"]:
        each["id"] = "same"
    notebook, _ = cells.put_back(changed, RELEASE)
    ids = [each["id"] for each in notebook["cells"]]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        '{"nbformat": 3, "cells": []}',
        '{"nbformat": 4, "cells": {}}',
        '{"nbformat": 4, "cells": [1]}',
        '{"nbformat": 4, "cells": [{"cell_type": "code", "source": 1, "metadata": {}}]}',
        '{"nbformat": 4, "cells": [{"cell_type": "code", "source": "", "metadata": []}]}',
        '{"nbformat": 4, "cells": [{"cell_type": "exe", "source": "", "metadata": {}}]}',
        json.dumps({"nbformat": 4, "cells": [cell()] * (cells.MOST_CELLS + 1)}),
    ],
)
def test_what_is_no_notebook_is_refused_in_a_few_words(text):
    with pytest.raises(K8slabError, match=r"^it is not|^it has no") as caught:
        cells.read(text, "it")
    assert len(str(caught.value)) < 300
