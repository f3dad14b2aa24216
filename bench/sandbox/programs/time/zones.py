# Fixed offsets, zones from their own data, gaps and folds, and conversion.
import io
import struct
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

east = timezone(timedelta(hours=5, minutes=30), "EAST")
moment = datetime(2026, 11, 21, 12, tzinfo=timezone.utc)
assert moment.astimezone(east).isoformat() == "2026-11-21T17:30:00+05:30" and moment.astimezone(east) == moment
assert moment.astimezone(east).tzname() == "EAST" and moment.timestamp() == 1795262400
try:
    moment < datetime(2026, 1, 1)
except TypeError as error:
    print(error)


def zone_file():
    """One zone of TZif form: UTC+1, in summer UTC+2, by a rule for all years."""
    def block(width, code):
        return struct.pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, 0, 1, 4) + struct.pack(">lBB", 3600, 0, 0) + b"CET\0"
    return io.BytesIO(block(4, "l") + block(8, "q") + b"\nCET-1CEST,M3.5.0,M10.5.0/3\n")


zone = ZoneInfo.from_file(zone_file(), key="Made/Zone")
winter, summer = datetime(2026, 1, 15, 12, tzinfo=zone), datetime(2026, 7, 15, 12, tzinfo=zone)
assert (winter.utcoffset(), winter.tzname()) == (timedelta(hours=1), "CET")
assert (summer.utcoffset(), summer.dst()) == (timedelta(hours=2), timedelta(hours=1))
twice = datetime(2026, 10, 25, 2, 30, tzinfo=zone)
assert twice.utcoffset() != twice.replace(fold=1).utcoffset()
gap = datetime(2026, 3, 29, 2, 30, tzinfo=zone).astimezone(timezone.utc).astimezone(zone)
assert gap.hour == 3 and isinstance(zone, tzinfo)
print(summer.isoformat(), gap.isoformat(), zone.key)
