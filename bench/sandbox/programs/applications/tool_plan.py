# A plan of steps with references between them, run in order, retried, with a trace.
import json
import re


class Runner:
    def __init__(self, tools):
        self.tools, self.trace = tools, []

    def fill(self, value, results):
        if isinstance(value, dict):
            return {key: self.fill(item, results) for key, item in value.items()}
        if isinstance(value, list):
            return [self.fill(item, results) for item in value]
        if isinstance(value, str) and (found := re.fullmatch(r"\$(\w+)((?:\.\w+)*)", value)):
            result = results[found[1]]
            for part in found[2].split(".")[1:]:
                result = result[int(part)] if isinstance(result, list) else result[part]
            return result
        return value

    def run(self, plan):
        results, left = {}, {step["id"]: step for step in plan}
        while left:
            ready = [step for step in left.values() if not set(step.get("after", ())) & set(left)]
            if not ready:
                raise RuntimeError(f"these wait for each other: {sorted(left)}")
            for step in ready:
                for attempt in range(1, 4):
                    try:
                        results[step["id"]] = self.tools[step["tool"]](**self.fill(step["args"], results))
                        self.trace.append(f"{step['id']}#{attempt} ok")
                        break
                    except OSError as error:
                        self.trace.append(f"{step['id']}#{attempt} {error}")
                else:
                    raise RuntimeError(f"{step['id']} failed")
                del left[step["id"]]
        return results


failures = [OSError("busy")]


def fetch(url):
    if failures:
        raise failures.pop()
    return {"url": url, "items": [{"n": 1}, {"n": 41}]}


plan = json.loads("""[
    {"id": "sum", "tool": "add", "args": {"a": "$page.items.0.n", "b": "$page.items.1.n"}, "after": ["page"]},
    {"id": "page", "tool": "fetch", "args": {"url": "x:y"}},
    {"id": "say", "tool": "format", "args": {"text": "{} from {}", "values": ["$sum", "$page.url"]}, "after": ["sum"]}
]""")
runner = Runner({"fetch": fetch, "add": lambda a, b: a + b, "format": lambda text, values: text.format(*values)})
results = runner.run(plan)
assert results["say"] == "42 from x:y"
try:
    runner.run([{"id": "a", "tool": "add", "args": {}, "after": ["b"]}, {"id": "b", "tool": "add", "args": {}, "after": ["a"]}])
except RuntimeError as error:
    print(error)
print(runner.trace, results["say"])
