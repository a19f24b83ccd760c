"""How a question of a lesson stands in its notebook."""

from __future__ import annotations

from k8slab.checks.questions import BLOCK, Question, find


def questions_as_cells(text: str) -> str:
    """A lesson's MyST Markdown with each question as a text, and a cell in which to predict."""
    cells = {question.name: _cells(question) for _, question in find(text)}
    return BLOCK.sub(lambda block: cells[block[1]], text)


def _cells(question: Question) -> str:
    choices = "\n".join(
        f"- **{letter}**: {choice}"
        for letter, choice in zip(question.letters, question.choices, strict=True)
    )
    cell = f'```{{code-cell}} ipython3\nlab.predict("{question.name}", ...)\n```\n'
    return f"**Predict:** {question.text}\n\n{choices}\n\n{cell}"
