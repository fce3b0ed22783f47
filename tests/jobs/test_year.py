"""A small year of the desk: nothing missed, nothing told twice, whatever the daemon and its clock go through."""

from pathlib import Path

from bench.year import Year


def test_a_year_misses_and_doubles_nothing(tmp_path: Path) -> None:
    year = Year(tmp_path, tickets=TICKETS)
    year.run()
    assert year.witness.faults == []
    assert sum(year.witness.told.values()) > TICKETS / 2, "there was something to miss"
    assert year.witness.superseded, "the daemon was away"


TICKETS = 400
