"""Opening hours day after day with running sums, so that a long way costs no more than a short one.

Knows neither weeks nor holidays: it asks for the hours of one local day at a time, and remembers the days around those
it was asked about last.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from triage.policy import wallclock

Stretch = tuple[datetime, datetime]  # open from … until, in UTC, half-open

_CHUNK = 64  # days reckoned at once
_LEAP = timedelta(days=800)  # a moment so far from what is known starts a new ledger
_MOST_CLOSED_DAYS = 3_700  # so many in a row mean that the desk never opens again
_DAY, _NOTHING = timedelta(days=1), timedelta()


class NeverOpenError(ValueError):
    """No working time is left."""

    def __init__(self) -> None:
        super().__init__("there is no working time at all: every working day is a holiday or closed")


class Ledger:
    """The stretches of one calendar in order. Every moment is in UTC."""

    def __init__(self, zone: ZoneInfo, stretches_of: Callable[[date], tuple[Stretch, ...]]) -> None:
        self._zone, self._stretches_of = zone, stretches_of
        self._start(date(2026, 1, 1))

    # --- working time

    def opens_after(self, moment: datetime) -> Stretch:
        """The stretch that the moment lies in, or the next one."""
        at = self._ending_after(moment)
        return self._opens[at], self._closes[at]

    def open_before(self, moment: datetime) -> Stretch:
        """The stretch that the moment lies in, or the one before."""
        at = self._beginning_before(moment)
        return self._opens[at], self._closes[at]

    def later(self, start: datetime, length: timedelta) -> datetime:
        """When so much working time has passed since `start`; nothing of it: when the desk is open."""
        at = self._ending_after(start)
        target = self._worked_at(at, start) + length
        while self._sums[-1] + (self._closes[-1] - self._opens[-1]) < target:
            self._forward()
        at = max(at, bisect_right(self._sums, target) - 1)
        if self._sums[at] == target and length:  # it ends with the stretch before, not where the next one begins
            at -= 1
        return self._opens[at] + (target - self._sums[at])

    def earlier(self, end: datetime, length: timedelta) -> datetime:
        """Since when so much working time has passed until `end`."""
        at = self._beginning_before(end)
        left = self._sums[at] + (min(self._closes[at], end) - self._opens[at]) - length
        while self._sums[0] > left:
            self._back()
        at = bisect_right(self._sums, left, hi=self._beginning_before(end) + 1) - 1
        return self._opens[at] + (left - self._sums[at])

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`, which is later."""
        self._reach(start)
        while self._high_at <= end:
            self._forward()
        last = self._worked_at(self._ending_after(end), end)
        return last - self._worked_at(self._ending_after(start), start)

    # --- working days

    def day_after(self, day: date, amount: int) -> date:
        """The so-manieth working day after this one."""
        if not self._low <= day < self._high:
            self._reach(self._midnight(day))
        while (at := bisect_right(self._days, day) + amount - 1) >= len(self._days):
            self._forward()
        return self._days[at]

    def day_before(self, day: date, amount: int) -> date:
        """The so-manieth working day before this one."""
        if not self._low <= day < self._high:
            self._reach(self._midnight(day))
        while (at := bisect_left(self._days, day) - amount) < 0:
            self._back()
        return self._days[at]

    # --- what is known

    # Each of these learns all that it needs before it changes anything: at the ends of the calendar, dates overflow.

    def _start(self, day: date) -> None:
        self._low_at = self._high_at = self._midnight(day)
        self._low = self._high = day
        self._days: list[date] = []
        self._opens: list[datetime] = []
        self._closes: list[datetime] = []
        self._sums: list[timedelta] = []  # the working time before each stretch, counted from anywhere

    def _midnight(self, day: date) -> datetime:
        return wallclock.moment(self._zone, day, _NOTHING)

    def _reach(self, moment: datetime) -> None:
        """Know the day of this moment."""
        if self._low_at <= moment < self._high_at:
            return
        if self._low_at - moment >= _LEAP or moment - self._high_at >= _LEAP:
            self._start(moment.astimezone(self._zone).date())
        while moment < self._low_at:
            self._back()
        while moment >= self._high_at:
            self._forward()

    def _ending_after(self, moment: datetime) -> int:
        self._reach(moment)
        while (at := bisect_right(self._closes, moment)) == len(self._closes):
            self._forward()
        return at

    def _beginning_before(self, moment: datetime) -> int:
        self._reach(moment)
        while (at := bisect_right(self._opens, moment) - 1) < 0:
            self._back()
        return at

    def _worked_at(self, at: int, moment: datetime) -> timedelta:
        """The sum at a moment before which no stretch from `at` on has ended."""
        return self._sums[at] + max(_NOTHING, moment - self._opens[at])

    def _forward(self) -> None:
        total = self._sums[-1] + (self._closes[-1] - self._opens[-1]) if self._sums else _NOTHING
        self._refuse_to_go_on(self._high - self._days[-1] if self._days else self._high - self._low)
        chunk, high = list(self._chunk(self._high)), self._high + _CHUNK * _DAY
        self._high_at, self._high = self._midnight(high), high
        for day, stretches in chunk:
            self._days.append(day)
            for opens, closes in stretches:
                self._opens.append(opens)
                self._closes.append(closes)
                self._sums.append(total)
                total += closes - opens

    def _back(self) -> None:
        self._refuse_to_go_on(self._days[0] - self._low if self._days else self._high - self._low)
        low = self._low - _CHUNK * _DAY
        chunk = list(self._chunk(low))
        self._low_at, self._low = self._midnight(low), low
        stretches = [stretch for _, some in chunk for stretch in some]
        total = self._sums[0] if self._sums else _NOTHING
        sums: list[timedelta] = []
        for opens, closes in reversed(stretches):
            total -= closes - opens
            sums.append(total)
        self._days[:0] = [day for day, _ in chunk]
        self._opens[:0] = [opens for opens, _ in stretches]
        self._closes[:0] = [closes for _, closes in stretches]
        self._sums[:0] = sums[::-1]

    def _chunk(self, first: date) -> Iterator[tuple[date, tuple[Stretch, ...]]]:
        """The working days of one chunk."""
        for number in range(_CHUNK):
            day = first + number * _DAY
            if stretches := self._stretches_of(day):
                yield day, stretches

    def _refuse_to_go_on(self, closed: timedelta) -> None:
        if closed.days >= _MOST_CLOSED_DAYS:
            raise NeverOpenError
