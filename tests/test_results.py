from k8slab.results import Results

TOLD = {
    "assignment": "zoo",
    "tasks": [
        {"check": "zoo-a", "title": "A `cage`", "points": 10, "earned": 7.5, "attempts": 3, "hints": 1},
        {"check": "zoo-b", "title": "Two < three", "points": 5, "earned": 5, "attempts": 1, "hints": 0},
        {"check": "zoo-c", "title": "Fed", "points": 85, "earned": 0, "attempts": 0, "hints": 0},
    ],
}


def test_each_task_is_a_line_and_the_last_one_adds_them_up():
    assert repr(Results.from_dict(TOLD)).splitlines() == [
        "Task         Points     Asked    Hints",
        "A `cage`     7.5 of 10  3 times  1",
        "Two < three  5 of 5     once     –",
        "Fed          0 of 85    not yet  –",
        "zoo: 12.5 of the 100 points that the cluster judges. Your explanations are read by a person.",
    ]


def test_the_table_is_escaped():
    html = Results.from_dict(TOLD)._repr_html_()
    assert "<code>cage</code>" in html
    assert "Two &lt; three" in html
    assert html.count("<tr>") == 4
