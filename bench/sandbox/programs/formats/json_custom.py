# Encoders and hooks of one's own, streams of documents, circular data.
import datetime
import decimal
import io
import json


class Encoder(json.JSONEncoder):
    def default(self, value):
        if isinstance(value, (datetime.date, decimal.Decimal)):
            return {"$": type(value).__name__, "value": str(value)}
        if isinstance(value, set):
            return sorted(value)
        return super().default(value)


def revive(pairs):
    if pairs.get("$") == "date":
        return datetime.date.fromisoformat(pairs["value"])
    if pairs.get("$") == "Decimal":
        return decimal.Decimal(pairs["value"])
    return pairs


data = {"day": datetime.date(2026, 2, 28), "price": decimal.Decimal("9.90"), "tags": {"b", "a"}}
text = json.dumps(data, cls=Encoder)
again = json.loads(text, object_hook=revive)
assert again == {**data, "tags": ["a", "b"]}
assert json.loads("[1.1, 2]", parse_float=decimal.Decimal, parse_int=str) == [decimal.Decimal("1.1"), "2"]
assert json.loads('{"a": 1, "a": 2}', object_pairs_hook=list) == [("a", 1), ("a", 2)]
stream, decoder, found, at = '{"a": 1} [2]  "three" 4', json.JSONDecoder(), [], 0
while at < len(stream):
    value, at = decoder.raw_decode(stream, at)
    found.append(value)
    at += len(stream[at:]) - len(stream[at:].lstrip())
assert found == [{"a": 1}, [2], "three", 4]
file = io.StringIO()
json.dump([1, 2], file)
file.seek(0)
assert json.load(file) == [1, 2] and "".join(json.JSONEncoder().iterencode({"a": [1]})) == '{"a": [1]}'
loop = []
loop.append(loop)
try:
    json.dumps(loop)
except ValueError as error:
    print(error)
print(text)
