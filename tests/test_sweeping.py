"""Does Python look for garbage less often in a run, and as before once it is over?"""

from __future__ import annotations

import gc

import pytest

from flows.sweeping import NEW_OBJECTS, seldom_swept


def test_a_block_is_swept_seldom_and_what_follows_as_before() -> None:
    before = gc.get_threshold()
    with seldom_swept():
        assert gc.get_threshold() == (NEW_OBJECTS, *before[1:])
    assert gc.get_threshold() == before


def test_what_fails_is_followed_as_before() -> None:
    before = gc.get_threshold()
    with pytest.raises(OSError, match="disk"), seldom_swept():
        raise OSError("disk")
    assert gc.get_threshold() == before
