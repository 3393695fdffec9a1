"""Is what went wrong told in few lines, and does a run end in the state that it deserves?"""

from __future__ import annotations

from typing import Any

from flows.troubles import troubles

DEAD = [{"site": "nld", "url": f"https://nld.test/{name}.rss", "reason": "no answer"} for name in ("a", "b", "c")]
OTHER = {"site": "nld", "url": "https://nld.test/d.rss", "reason": "HTTP 500"}


def values(**more: Any) -> dict[str, Any]:
    return {"problems": {}, "unreachable": [], "failed": False} | more


def test_lists_of_one_site_and_reason_are_one_line() -> None:
    assert troubles(values(problems={"moh": "broke off"}, unreachable=[*DEAD, OTHER])) == [
        ("moh", "broke off"),
        ("nld", "3 lists, the first is https://nld.test/a.rss: no answer"),
        ("nld", "https://nld.test/d.rss: HTTP 500"),
    ]
    assert troubles({"problems": {}}) == []


def test_a_dead_site_is_a_warning_and_all_of_them_a_failure() -> None:
    from flows.prefect_run import judged  # noqa: PLC0415  # Prefect takes seconds to import

    assert judged(values()) == values()
    warned: Any = judged(values(unreachable=DEAD))
    assert (warned.type, warned.name) == ("COMPLETED", "Completed with warnings")
    assert warned.message == "nld: 3 lists, the first is https://nld.test/a.rss: no answer"
    failed: Any = judged(values(unreachable=DEAD, failed=True))
    assert (failed.type, failed.message) == ("FAILED", warned.message)
    assert failed.data["unreachable"] == DEAD
