# Searching in text: Knuth-Morris-Pratt, edit distance, longest common subsequence, anagrams.
import collections
import functools


def borders(pattern):
    table, length = [0] * len(pattern), 0
    for index in range(1, len(pattern)):
        while length and pattern[index] != pattern[length]:
            length = table[length - 1]
        length += pattern[index] == pattern[length]
        table[index] = length
    return table


def occurrences(text, pattern):
    table, length = borders(pattern), 0
    for index, character in enumerate(text):
        while length and (length == len(pattern) or character != pattern[length]):
            length = table[length - 1]
        length += character == pattern[length]
        if length == len(pattern):
            yield index - length + 1


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1]


@functools.cache
def common(a, b):
    if not a or not b:
        return ""
    if a[0] == b[0]:
        return a[0] + common(a[1:], b[1:])
    return max(common(a[1:], b), common(a, b[1:]), key=len)


assert [*occurrences("abababcabab", "abab")] == [0, 2, 7] and borders("aabaaab") == [0, 1, 0, 1, 2, 2, 3]
assert distance("kitten", "sitting") == 3 and distance("", "abc") == 3
assert common("AGGTABX", "GXTXAYB") in ("GTAB", "GTAB")
groups = collections.defaultdict(list)
for word in "eat tea tan ate nat bat".split():
    groups["".join(sorted(word))].append(word)
print(sorted(groups.values()), distance("intention", "execution"))
