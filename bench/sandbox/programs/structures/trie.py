# A trie of words: prefixes, completion, the longest match.
class Trie:
    END = "$"

    def __init__(self, words=()):
        self.root = {}
        for word in words:
            self.add(word)

    def add(self, word):
        node = self.root
        for letter in word:
            node = node.setdefault(letter, {})
        node[self.END] = True

    def find(self, prefix):
        node = self.root
        for letter in prefix:
            if letter not in node:
                return None
            node = node[letter]
        return node

    def complete(self, prefix):
        def words(node, text):
            for letter in sorted(node):
                if letter == self.END:
                    yield text
                else:
                    yield from words(node[letter], text + letter)

        node = self.find(prefix)
        return [] if node is None else [*words(node, prefix)]

    def longest(self, text):
        node, best = self.root, ""
        for index, letter in enumerate(text):
            if letter not in node:
                break
            node = node[letter]
            if self.END in node:
                best = text[: index + 1]
        return best


trie = Trie("car card care careful cat dog do done".split())
assert trie.complete("car") == ["car", "card", "care", "careful"] and trie.complete("x") == []
assert trie.longest("carefully") == "careful" and trie.longest("zebra") == "" and Trie.END in trie.find("do")
print(trie.complete("d"), trie.longest("donut"))
