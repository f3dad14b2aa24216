# A stock that is changed by events and can be rebuilt from them.
import json
from collections import defaultdict
from functools import reduce


def apply(state, event):
    state = {**state}
    kind, item = event["type"], event["item"]
    if kind == "received":
        state[item] = state.get(item, 0) + event["count"]
    elif kind == "sold":
        if state.get(item, 0) < event["count"]:
            raise ValueError(f"only {state.get(item, 0)} of {item}")
        state[item] -= event["count"]
    elif kind == "counted":
        state[item] = event["count"]
    return {name: count for name, count in state.items() if count}


class Stock:
    def __init__(self, path):
        self.path = path
        try:
            with open(path, encoding="utf-8") as file:
                self.events = [json.loads(line) for line in file]
        except FileNotFoundError:
            self.events = []
        self.state = reduce(apply, self.events, {})

    def add(self, **event):
        self.state = apply(self.state, event)
        self.events.append(event)
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(event, ensure_ascii=False) + "\n")

    def at(self, count):
        return reduce(apply, self.events[:count], {})


stock = Stock("events.jsonl")
stock.add(type="received", item="bröt", count=10)
stock.add(type="sold", item="bröt", count=4)
try:
    stock.add(type="sold", item="bröt", count=40)
except ValueError as error:
    print(error)
stock.add(type="counted", item="bröt", count=5)
stock.add(type="received", item="milk", count=2)
again = Stock("events.jsonl")
assert again.state == stock.state == {"bröt": 5, "milk": 2} and again.at(2) == {"bröt": 6}
sold = defaultdict(int)
for event in again.events:
    if event["type"] == "sold":
        sold[event["item"]] += event["count"]
print(again.state, dict(sold), len(again.events))
