"""A fast clock that only knows working hours: it runs at a multiple of real time and leaps over the nights."""

import time
from datetime import datetime, timedelta

from triage.policy.worktime import Calendar


class FastClock:
    """Call it for the moment. It starts at `start`, an open moment of the calendar."""

    def __init__(self, start: datetime, *, speed: float, calendar: Calendar) -> None:
        """`speed`: seconds of working time that pass in one real second."""
        self._start, self._speed, self._calendar = start, speed, calendar
        self._began = time.monotonic()

    def __call__(self) -> datetime:
        """The moment now: always a working one."""
        worked = timedelta(seconds=(time.monotonic() - self._began) * self._speed)
        return self._calendar.next_opening(self._calendar.add_working_time(self._start, worked))

    def restart(self) -> None:
        """Begin again at `start`: what was set up before the play takes no time in it."""
        self._began = time.monotonic()
