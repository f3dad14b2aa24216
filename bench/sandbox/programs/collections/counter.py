# Counting words, arithmetic of counts, the most common.
from collections import Counter

text = "the cat and the hat and the bat sat"
words = Counter(text.split())
assert words["the"] == 3 and words["dog"] == 0 and words.most_common(2) == [("the", 3), ("and", 2)]
assert words.total() == 9
letters = Counter("mississippi")
assert letters - Counter("miss") == Counter({"s": 2, "i": 3, "p": 2})
assert Counter(a=3, b=1) & Counter(a=1, b=2) == Counter(a=1, b=1)
assert Counter(a=3, b=1) | Counter(a=1, b=2) == Counter(a=3, b=2)
letters.subtract("sss")
assert letters["s"] == 1 and sorted(Counter("aab").elements()) == ["a", "a", "b"]
assert +Counter(a=1, b=-1) == Counter(a=1) and Counter("ab") <= Counter("aabb")
print(letters.most_common(), sum(words.values()))
