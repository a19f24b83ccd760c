import pytest

from k8slab.checks import Catalogue, UnknownCheckError
from k8slab.checks.catalogue import lessons_folder
from k8slab.errors import K8slabError

CHECKS = """
from k8slab.checks import check

@check("{name}", points=2)
def task(story, state):
    '''Do it.'''
"""


@pytest.fixture
def lesson(tmp_path):
    def write(folder, text):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "checks.py").write_text(text)
        return tmp_path

    return write


def test_checks_come_in_the_order_of_their_lessons(lesson):
    lesson("02-second", CHECKS.format(name="later"))
    folder = lesson("01-first", CHECKS.format(name="sooner"))
    assert [check.name for check in Catalogue.load(folder)] == ["sooner", "later"]


def test_checks_of_a_lesson_come_in_the_order_in_which_its_exercise_asks_for_them(lesson):
    texts = (CHECKS.format(name=name).replace("def task", f"def {name}") for name in ("a", "b", "c", "d"))
    folder = lesson("01-first", "".join(texts))
    cells = 'lab.check("c").score()\nlab.check(\'a\')\nlab.check("c")\n'
    (folder / "01-first" / "exercise.md").write_text(cells)
    assert [check.name for check in Catalogue.load(folder)] == ["c", "a", "b", "d"]


def test_an_unknown_name_is_answered_with_the_near_ones(lesson):
    catalogue = Catalogue.load(lesson("01-first", CHECKS.format(name="deploy")))
    with pytest.raises(
        UnknownCheckError, match=r"found 'deplyo'; did you mean 'deploy'\?"
    ):  # codespell:ignore
        catalogue["deplyo"]  # codespell:ignore
    with pytest.raises(UnknownCheckError, match="there are 'deploy'"):
        catalogue["xyz"]


def test_a_name_used_twice_is_refused(lesson):
    lesson("01-first", CHECKS.format(name="deploy"))
    folder = lesson("02-second", CHECKS.format(name="deploy"))
    with pytest.raises(K8slabError, match="found 'deploy' twice"):
        Catalogue.load(folder)


def test_a_file_that_cannot_be_loaded_is_named(lesson):
    folder = lesson("01-first", "import nothing_of_that_name")
    with pytest.raises(K8slabError, match=r"01-first/checks.py: ModuleNotFoundError"):
        Catalogue.load(folder)


def test_the_environment_says_where_lessons_are(monkeypatch, tmp_path):
    monkeypatch.setenv("K8SLAB_LESSONS", str(tmp_path))
    assert lessons_folder() == tmp_path
    monkeypatch.delenv("K8SLAB_LESSONS")
    assert lessons_folder().name in ("lessons", "_lessons")


def test_the_checks_of_a_file_have_the_variants_that_it_declares(lesson):
    declared = "from k8slab.checks import Variants, choice\nvariants = Variants('zoo', name=choice('ark'))\n"
    lesson("01-first", CHECKS.format(name="plain"))
    folder = lesson("02-second", declared + CHECKS.format(name="own"))
    catalogue = Catalogue.load(folder)
    assert [catalogue[name].variants.assignment for name in ("plain", "own")] == ["", "zoo"]
    assert catalogue.assignment("zoo").sheet("", "").name == "ark"
    with pytest.raises(UnknownCheckError, match="name of an assignment, found ''; there are 'zoo'"):
        catalogue.assignment("")


def test_two_declarations_of_variants_in_a_file_are_refused(lesson):
    folder = lesson("01-first", "from k8slab.checks import Variants\na, b = Variants('a'), Variants('b')\n")
    with pytest.raises(K8slabError, match=r"expected one declaration of variants in .*, found 2"):
        Catalogue.load(folder)


def test_two_lessons_with_one_assignment_are_refused(lesson):
    declared = "from k8slab.checks import Variants\nvariants = Variants('zoo')\n"
    lesson("01-first", declared + CHECKS.format(name="one"))
    folder = lesson("02-second", declared + CHECKS.format(name="two"))
    with pytest.raises(K8slabError, match="expected one lesson with the assignment 'zoo', found more"):
        Catalogue.load(folder)


PACKAGE = {
    "__init__.py": "from .sheet import variants\nfrom .tasks import task\n\n__all__ = ['variants', 'task']\n",
    "sheet.py": """
from k8slab.checks import Variants, choice
variants = Variants("zoo", name=choice("{animal}"))
""",
    "tasks.py": "from .sheet import variants\n" + CHECKS.format(name="feed"),
}


def package(root, animal):
    folder = root / "01-first" / "checks"
    folder.mkdir(parents=True)
    for name, text in PACKAGE.items():
        (folder / name).write_text(text.replace("{animal}", animal))
    return root


def test_many_checks_may_stand_in_several_files_that_import_each_other(tmp_path):
    catalogue = Catalogue.load(package(tmp_path, "lion"))
    assert [(check.name, check.variants.assignment) for check in catalogue] == [("feed", "zoo")]


def test_a_lesson_of_the_same_name_elsewhere_has_files_of_its_own(tmp_path):
    sheets = [
        Catalogue.load(package(tmp_path / animal, animal)).assignment("zoo").sheet("", "")
        for animal in ("lion", "seal")
    ]
    assert [sheet.name for sheet in sheets] == ["lion", "seal"]


def test_a_lesson_without_checks_has_none(tmp_path):
    (tmp_path / "01-first").mkdir()
    assert len(Catalogue.load(tmp_path)) == 0
