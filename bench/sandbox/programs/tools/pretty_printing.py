# pprint and reprlib.
import io
import pprint
import reprlib
from collections import Counter
from dataclasses import dataclass


@dataclass
class Item:
    name: str
    tags: list


data = {"b": list(range(30)), "a": {"nested": ("x" * 30, "y" * 30), "set": {3, 1, 2}}, "c": Item("long name" * 4, ["t" * 20] * 3)}
text = pprint.pformat(data, width=60)
assert max(map(len, text.split("\n"))) <= 62 and text.index("'a'") < text.index("'b'")
assert pprint.pformat(data, compact=True, width=60).count("\n") < text.count("\n")
assert pprint.pformat([[[[1]]]], depth=2) == "[[[...]]]" and pprint.pformat({"z": 1, "a": 2}, sort_dicts=False) == "{'z': 1, 'a': 2}"
out = io.StringIO()
pprint.pp({"k": 1_000_000}, stream=out, underscore_numbers=True)
assert out.getvalue() == "{'k': 1_000_000}\n"
loop = [1]
loop.append(loop)
assert "Recursion on list" in pprint.pformat(loop) and not pprint.isreadable(loop) and pprint.isrecursive(loop)
short = reprlib.Repr()
short.maxlist, short.maxstring = 3, 11
assert short.repr(list(range(9))) == "[0, 1, 2, ...]" and short.repr("a" * 50) == "'aaa...aaa'"


class Chain:
    @reprlib.recursive_repr("<again>")
    def __repr__(self):
        return f"Chain({self.next!r})"


chain = Chain()
chain.next = chain
print(chain, pprint.pformat(Counter("aab")), text, sep="\n")
