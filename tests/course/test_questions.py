from k8slab.course.notebook import read

LESSON = """# Names

```{predict} two-teams
Which names come back?

- both
- [x] `member-1` alone
```

Now run it.

```{code-cell} ipython3
1
```
"""


def test_a_question_becomes_a_text_with_letters_and_a_cell_to_put_one_in(tmp_path):
    (tmp_path / "lesson.md").write_text(LESSON)
    notebook, _ = read(tmp_path / "lesson.md", "01-names")
    asked, cell, after, code = notebook.cells
    assert asked.source.endswith(
        "**Predict:** Which names come back?\n\n- **a**: both\n- **b**: `member-1` alone"
    )
    assert (cell.cell_type, cell.source) == ("code", 'lab.predict("two-teams", ...)')
    assert (after.source, code.source) == ("Now run it.", "1")
    assert "[x]" not in asked.source
