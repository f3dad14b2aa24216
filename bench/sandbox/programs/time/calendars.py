# Month tables, leap years, weekdays.
import calendar

assert calendar.isleap(2028) and not calendar.isleap(2100) and calendar.leapdays(2000, 2029) == 8
assert calendar.monthrange(2026, 2) == (6, 28) and calendar.weekday(2026, 11, 21) == calendar.SATURDAY
text = calendar.TextCalendar(firstweekday=6).formatmonth(2026, 2)
assert text.split("\n")[1] == "Su Mo Tu We Th Fr Sa" and text.split("\n")[2].startswith(" 1  2")
weeks = calendar.Calendar().monthdayscalendar(2026, 11)
assert weeks[0] == [0, 0, 0, 0, 0, 0, 1] and len(weeks) == 6
assert sum(1 for day in calendar.Calendar().itermonthdates(2026, 11) if day.month == 11) == 30
assert calendar.timegm((2026, 11, 21, 0, 0, 0)) == 1795219200
assert "<td" in calendar.HTMLCalendar().formatmonth(2026, 1) and list(calendar.month_abbr)[3] == "Mar"
try:
    calendar.monthrange(2026, 13)
except (calendar.IllegalMonthError, ValueError) as error:
    print("illegal month")
print(text)
