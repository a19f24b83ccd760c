"""Notebooks, exercises and solutions, built from the Markdown sources in `lessons/`."""

from k8slab.course.commands import app

__all__ = ["app"]
