"""Is the stopping of all parts not cut off by a person who presses Ctrl-C again?"""

from __future__ import annotations

import signal

import pytest

from flows import serving


def test_a_second_signal_does_not_cut_off_the_stopping() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with serving._signals():
        with pytest.raises(serving._Stopped):
            signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
