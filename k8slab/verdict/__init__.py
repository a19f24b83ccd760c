"""What a referee says: verdicts, their parts, hints."""

from k8slab.verdict.finding import Finding
from k8slab.verdict.hint import Hint
from k8slab.verdict.part import Part
from k8slab.verdict.verdict import Verdict

__all__ = ["Finding", "Hint", "Part", "Verdict"]
