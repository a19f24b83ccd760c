"""`python -m k8slab.course build`."""

from k8slab.course.commands import app

if __name__ == "__main__":
    app(prog_name="python -m k8slab.course")
