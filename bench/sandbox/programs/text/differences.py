# Differences of lines and words, close matches, and a patch that restores.
import difflib

old = "one\ntwo\nthree\nfour\n".splitlines(True)
new = "one\ntwo and a half\nthree\nfive\nfour\n".splitlines(True)
unified = list(difflib.unified_diff(old, new, "old", "new"))
assert unified[0] == "--- old\n" and "+five\n" in unified and "-two\n" in unified
delta = list(difflib.ndiff(old, new))
assert list(difflib.restore(delta, 1)) == old and list(difflib.restore(delta, 2)) == new
matcher = difflib.SequenceMatcher(None, "private Thread", "private volatile Thread")
assert round(matcher.ratio(), 3) == 0.757 and matcher.find_longest_match(0, 14, 0, 23).size == 8
opcodes = [(tag, "abxcd"[a:b], "abcdy"[c:d]) for tag, a, b, c, d in difflib.SequenceMatcher(None, "abxcd", "abcdy").get_opcodes()]
assert opcodes == [("equal", "ab", "ab"), ("delete", "x", ""), ("equal", "cd", "cd"), ("insert", "", "y")]
assert difflib.get_close_matches("appel", ["ape", "apple", "peach", "puppy"]) == ["apple", "ape"]
assert len([*difflib.context_diff(old, new)]) > 5
html = difflib.HtmlDiff().make_table(old, new)
assert html.count("<tr>") == 5 and 'class="diff_add"' in html
print("".join(unified), opcodes)
