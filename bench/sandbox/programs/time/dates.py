# Dates: arithmetic, weeks, formats, parsing, limits.
from datetime import date, datetime, timedelta

day = date(2026, 11, 21)
assert day.isoweekday() == 6 and day.isocalendar() == (2026, 47, 6) and (day + timedelta(weeks=2)).isoformat() == "2026-12-05"
assert (date(2028, 3, 1) - date(2028, 2, 1)).days == 29 and date.fromisocalendar(2026, 47, 6) == day
assert day.replace(day=1).strftime("%A %d %B %Y, %j") == "Sunday 01 November 2026, 305"
assert datetime.strptime("21/Nov/26 07:05:09 PM", "%d/%b/%y %I:%M:%S %p") == datetime(2026, 11, 21, 19, 5, 9)
assert datetime.fromisoformat("2026-11-21T10:20:30.123456+02:00").utcoffset() == timedelta(hours=2)
assert datetime.fromisoformat("20261121T102030Z").tzinfo is not None and date.fromordinal(day.toordinal()) == day
delta = timedelta(days=-1, hours=5, milliseconds=1500)
assert delta.total_seconds() == -68398.5 and str(delta) == "-1 day, 5:00:01.500000" and abs(delta) > timedelta(hours=18)
assert timedelta(hours=7) / timedelta(hours=2) == 3.5 and timedelta(hours=7) // timedelta(hours=2) == 3
friday_13 = [date(2026, month, 13).isoformat() for month in range(1, 13) if date(2026, month, 13).weekday() == 4]
for wrong in (lambda: date(2026, 2, 29), lambda: date.max + timedelta(1), lambda: datetime.strptime("x", "%Y")):
    try:
        wrong()
    except (ValueError, OverflowError) as error:
        print(type(error).__name__, end=" ")
print(friday_13, f"{datetime(2026, 1, 2, 3, 4):%H:%M on %-d.%-m.}")
