from k8slab.pictures.paragraph import drawn, words, wrapped
from k8slab.pictures.shapes import LETTER

TEN = 10 * 10 * LETTER
"""The width of ten letters of ten pixels."""


def test_lines_break_between_words():
    assert wrapped("one two three four", TEN, 10) == ["one two", "three four"]


def test_long_words_break_after_marks_and_in_camel_case_and_else_anywhere():
    assert wrapped("zk-0.zk-hs.zookeeper.svc", TEN, 10) == ["zk-0.zk-", "hs.", "zookeeper.", "svc"]
    assert wrapped("ImagePullBackOff", TEN, 10) == ["ImagePull", "BackOff"]
    assert wrapped("abcdefghijklmno", TEN, 10) == ["abcdefghij", "klmno"]


def test_what_does_not_fit_ends_in_an_ellipsis():
    assert wrapped("one two three four five", TEN, 10, most=2) == ["one two", "three fo…"]


def test_nothing_is_lost_where_lines_are_not_limited():
    sentence = "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found"
    assert "".join(wrapped(sentence, TEN, 10)).replace(" ", "") == sentence.replace(" ", "")


def test_an_empty_text_takes_no_room():
    assert words("", 100).height == 0
    assert drawn([words("", 100), words("a", 100, size=10)], 0, 5)[1] == 17.5
