from k8slab.grading.job import Job
from k8slab.grading.result import Result, Task
from k8slab.grading.result_files import ResultFiles

JOB = Job("zoo", "ada", "{}", notebook="n", journal="j")
VERDICT = {"check": "zoo-a", "earned": 7.5, "parts": [{"name": "x"}]}
RESULT = Result(
    assignment="zoo",
    student="ada",
    digest=JOB.digest,
    evidence="journal",
    reasons=("because",),
    flags=("look",),
    tasks={"a-check": Task("zoo-a", 10, 7.5, 3, VERDICT), "b-check": Task("zoo-b", 5, 0)},
    hints=2,
    notebook="{}",
    journal="j",
    seconds=0.25,
)


def test_a_result_is_found_again_as_it_was_kept(tmp_path):
    ResultFiles(tmp_path, "zoo").keep(RESULT)
    assert ResultFiles(tmp_path, "zoo").find(JOB) == RESULT
    assert list(ResultFiles(tmp_path, "zoo")) == [RESULT]
    assert (RESULT.earned, RESULT.points) == (7.5, 15)


def test_a_result_of_another_input_is_not_this_jobs(tmp_path):
    ResultFiles(tmp_path, "zoo").keep(RESULT)
    for other in (Job("zoo", "ada", "{}", notebook="m", journal="j"), Job("zoo", "bob", "{}")):
        assert ResultFiles(tmp_path, "zoo").find(other) is None
    priced = Job("zoo", "ada", "{}", notebook="n", journal="j", grading={"hint_price": 2})
    assert ResultFiles(tmp_path, "zoo").find(priced) is None


def test_a_file_that_was_not_written_to_its_end_is_no_result(tmp_path):
    results = ResultFiles(tmp_path, "zoo")
    results.keep(RESULT)
    file = results.folder / "ada.json"
    file.write_text(file.read_text()[:-10])
    assert results.find(JOB) is None
    assert list(results) == []
