# Huffman, run lengths, LZW, and moving to the front, each there and back.
import heapq
import itertools
from collections import Counter


def huffman(text):
    order = itertools.count()
    heap = [(count, next(order), letter) for letter, count in sorted(Counter(text).items())]
    heapq.heapify(heap)
    while len(heap) > 1:
        a, b = heapq.heappop(heap), heapq.heappop(heap)
        heapq.heappush(heap, (a[0] + b[0], next(order), (a, b)))
    codes = {}

    def assign(node, code):
        if isinstance(node[2], tuple):
            assign(node[2][0], code + "0")
            assign(node[2][1], code + "1")
        else:
            codes[node[2]] = code or "0"

    assign(heap[0], "")
    return codes


def unpack(bits, codes):
    letters, code = {code: letter for letter, code in codes.items()}, ""
    for bit in bits:
        code += bit
        if code in letters:
            yield letters[code]
            code = ""


def lzw(data):
    table, word, out = {bytes([n]): n for n in range(256)}, b"", []
    for byte in data:
        longer = word + bytes([byte])
        if longer not in table:
            out.append(table[word])
            table[longer], word = len(table), bytes([byte])
        else:
            word = longer
    return out + ([table[word]] if word else [])


def unlzw(codes):
    table = {n: bytes([n]) for n in range(256)}
    word = out = table[codes[0]]
    for code in codes[1:]:
        entry = table.get(code, word + word[:1])
        out += entry
        table[len(table)], word = word + entry[:1], entry
    return out


def to_front(text):
    letters, out = sorted(set(text)), []
    for letter in text:
        out.append(letters.index(letter))
        letters.insert(0, letters.pop(out[-1]))
    return out


text = "she sells sea shells by the sea shore " * 5
codes = huffman(text)
bits = "".join(codes[letter] for letter in text)
assert "".join(unpack(bits, codes)) == text and len(bits) < len(text) * 4
assert unlzw(lzw(text.encode())) == text.encode() and len(lzw(text.encode())) < len(text) // 2
assert unlzw(lzw(b"aaaaaaa")) == b"aaaaaaa"
runs = [(letter, len([*group])) for letter, group in itertools.groupby("aaabccd")]
assert "".join(letter * count for letter, count in runs) == "aaabccd"
print(len(bits), len(lzw(text.encode())), to_front("bananaaa"))
