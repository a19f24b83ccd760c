"""A story that is fetched as it grows."""

from k8slab.widgets.feed import Feed


def test_only_what_is_new_is_asked_for(told):
    feed = Feed(told.story)
    assert feed.refresh()
    there = len(told.events)
    assert not feed.refresh()
    told.events.append({**told.events[-1], "time": 50.0, "revision": 99})
    assert feed.refresh()
    assert told.asked == [0, there, there]
    assert (len(feed.story), feed.story.end) == (there + 1, 50.0)


def test_the_version_tells_one_story_from_another(told):
    feed = Feed(told.story)
    feed.refresh()
    seen = feed.version
    feed.refresh()
    assert feed.version == seen
    told.events.append({**told.events[-1], "time": 50.0, "revision": 99})
    feed.refresh()
    assert feed.version != seen


def test_after_a_rewind_the_story_begins_anew(told):
    feed = Feed(told.story)
    feed.refresh()
    told.rewind(16)
    assert feed.refresh()
    assert (len(feed.story), feed.story.end) == (len(told.events), 16.0)


def test_a_story_that_begins_empty_begins_anew_too(told):
    told.events.clear()
    feed = Feed(told.story)
    assert feed.refresh()
    assert not feed.refresh()
    told.branch = 1
    assert feed.refresh()
