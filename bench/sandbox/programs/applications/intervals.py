# Intervals: merging, free time, meetings in rooms, overlaps.
import heapq
from datetime import datetime, timedelta


def merged(intervals):
    out = []
    for start, end in sorted(intervals):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def free(intervals, start, end):
    at = start
    for begin, stop in merged(intervals):
        if begin > at:
            yield at, min(begin, end)
        at = max(at, stop)
    if at < end:
        yield at, end


def rooms(intervals):
    ends, most = [], 0
    for start, end in sorted(intervals):
        while ends and ends[0] <= start:
            heapq.heappop(ends)
        heapq.heappush(ends, end)
        most = max(most, len(ends))
    return most


day = datetime(2026, 11, 23, 8)
hour = lambda value: day + timedelta(hours=value)
meetings = [(hour(1), hour(3)), (hour(2), hour(4)), (hour(6), hour(7)), (hour(3), hour(3.5)), (hour(2.5), hour(2.75))]
assert merged(meetings) == [(hour(1), hour(4)), (hour(6), hour(7))] and rooms(meetings) == 3
gaps = [*free(meetings, day, hour(9))]
assert [(end - start).total_seconds() / 3600 for start, end in gaps] == [1.0, 2.0, 2.0]
print([f"{start:%H:%M}-{end:%H:%M}" for start, end in gaps])
