"""Playing, looking back and going back, without a page."""

import pytest

from k8slab.errors import K8slabError
from k8slab.widgets.player import Player


def test_looking_back_shows_another_time_and_changes_nothing(player, told):
    player.look(12.5)
    assert (player.shown, player.now, player.is_looking_back) == (12.5, 46.0, True)
    assert player.words() == "looking at 12.5s of 46s"
    player.follow()
    assert (player.shown, player.is_looking_back) == (46.0, False)
    assert told.acts == []


def test_looking_at_what_has_not_come_yet_is_looking_at_the_present(player):
    player.look(47)
    assert not player.is_looking_back
    player.look(-3)
    assert player.shown == 0


def test_time_stands_still_while_a_page_only_asks(player, told):
    for clock in (1.0, 2.0, 3.0):
        player.tick(clock)
    assert told.acts == []
    assert player.words() == "busy, time stands still at 46s"


def test_playing_goes_on_at_its_pace(player, told):
    player.go_at(10)
    player.play()
    player.tick(100.0)
    player.tick(100.4)
    assert told.acts == [("advance", pytest.approx(4.0))]
    assert player.words() == "playing, 10 s to the second, at 50s"


def test_time_is_played_by_tenths_and_no_rest_is_lost(player, told):
    player.go_at(0.5)
    player.play()
    for number in range(31):
        player.tick(100 + number / 20)
    assert {seconds for _, seconds in told.acts} == {0.1}
    assert player.now == pytest.approx(46.7, abs=0.06)


def test_a_page_that_was_hidden_is_not_made_up_for(player, told):
    player.play()
    player.tick(100.0)
    player.tick(900.0)
    assert told.acts == [("advance", 5.0)]


def test_playing_ends_when_the_cluster_has_settled(player, told):
    player.go_at(60)
    player.play()
    player.tick(0.0)
    player.tick(1.0)
    assert not player.is_playing
    assert player.words() == "settled at 106s"
    player.tick(2.0)
    assert len(told.acts) == 1


def test_stepping_settling_and_playing_show_the_present(player, told):
    for act in (player.step, player.settle, player.play):
        player.look(1)
        act()
        assert not player.is_looking_back
    assert [act if isinstance(act, str) else act[0] for act in told.acts] == ["step", "settle"]


def test_rewinding_really_goes_back_to_what_is_shown(player, told):
    player.look(16)
    player.rewind()
    assert told.acts == [("rewind", 16)]
    assert (player.now, player.is_looking_back) == (16.0, False)
    assert player.story.end == 16.0
    assert {life.name for life in player.story.pods()} == {"zk-0", "zk-1"}


def test_a_fork_goes_on_from_what_is_shown_and_leaves_the_cluster_as_it_is(player, told):
    player.look(16)
    other = player.fork()
    assert (other.time, told.time) == (16, 46.0)
    assert told.acts == []


def test_a_live_clock_is_paused_resumed_and_sped_up(told):
    told.clock = "live:2"
    player = Player(lambda: told, told)
    player.refresh()
    assert (player.is_live, player.is_playing, player.pace) == (True, True, 2.0)
    player.pause()
    assert told.paused
    assert player.words() == "live, paused at 46s"
    player.play()
    player.go_at(8)
    assert (told.paused, player.pace) == (False, 8.0)


def test_a_live_clock_is_never_moved_by_asking(told):
    told.clock = "live:2"
    player = Player(lambda: told, told)
    player.play()
    player.tick(0.0)
    player.tick(1.0)
    assert told.acts == []


def test_a_pace_is_above_nothing(player):
    with pytest.raises(K8slabError, match="expected a pace above 0, found 0"):
        player.go_at(0)


def test_a_cluster_that_is_gone_is_said_to_be(player, told):
    told.close()
    player.tick(1.0)
    assert player.words().startswith("The cluster is gone. Next: `lab = Lab()`")
    with pytest.raises(K8slabError, match="The cluster is gone"):
        player.step()


def test_a_lab_that_nobody_holds_any_more_is_gone(told):
    player = Player(lambda: None, told)
    with pytest.raises(K8slabError, match="The cluster is gone"):
        player.step()
    assert player.gone


def test_a_step_tells_what_happened(player, told):
    assert player.step() == "at 47s; pods zk-0 changed"
    told.step = lambda: "at 48s" + "\n  nodes changed" * 200
    assert player.step() == f"at 48s{'; nodes changed' * 4}; and 196 more changes"
