# A web server's log: parsed, grouped, ranked, odd lines counted.
import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta

LINE = re.compile(r'(?P<ip>\S+) \S+ \S+ \[(?P<when>[^\]]+)\] "(?P<method>[A-Z]+) (?P<path>\S+) [^"]+" (?P<status>\d{3}) (?P<size>\d+|-)')
start = datetime(2026, 11, 21, 10, 0)
lines = [
    f'10.0.0.{n % 4} - - [{(start + timedelta(seconds=n * 37)).strftime("%d/%b/%Y:%H:%M:%S")} +0000] "{"POST" if n % 7 == 0 else "GET"} /{"api" if n % 3 else "index"}?q={n} HTTP/1.1" {500 if n % 11 == 5 else 404 if n % 5 == 0 else 200} {n * 100 if n % 9 else "-"}'
    for n in range(60)
] + ["garbage", '"GET'] 
statuses, paths, per_minute, odd, sizes = Counter(), Counter(), Counter(), 0, defaultdict(int)
for line in lines:
    found = LINE.match(line)
    if not found:
        odd += 1
        continue
    statuses[found["status"]] += 1
    paths[found["path"].split("?")[0]] += 1
    when = datetime.strptime(found["when"], "%d/%b/%Y:%H:%M:%S %z")
    per_minute[when.strftime("%H:%M")] += 1
    sizes[found["ip"]] += int(found["size"]) if found["size"] != "-" else 0
assert odd == 2 and sum(statuses.values()) == 60 and paths["/api"] == 40
print(dict(statuses), per_minute.most_common(1), sorted(sizes.items()), max(per_minute.values()))
