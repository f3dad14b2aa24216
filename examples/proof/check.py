"""Checks the proof of one event with nothing of Glassbox: Python's standard library, and openssl for the signature.

    python3 check.py FILE [KEY]    KEY: NAME+ID+KEY, from the owner (glassbox verify --json=key); exit 1 when it does not hold
"""

import base64, hashlib, json, subprocess, sys, tempfile

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()

proof = json.load(open(sys.argv[1], encoding="utf-8"))
event, payload = proof["event"], proof["payload"]

# 1. The payload is what its hash says, and the envelope what the event's hash says (docs/ledger.md).
if payload is not None:
    assert json.loads(payload) == event["data"], "data and payload differ"
    assert sha256(bytes.fromhex(event["salt"]), payload.encode()).hex() == event["datahash"], "the payload was changed"
attributes = {name: event[name] for name in event if name not in ("data", "salt", "hash")}
canonical = json.dumps(attributes, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
assert sha256(canonical.encode()).hex() == event["hash"], "the envelope was changed"

# 2. The checkpoint says how many events of this origin there were, and the root of the tree over them (C2SP tlog-checkpoint).
text, signatures = proof["checkpoint"].rsplit("\n\n", 1)
origin, size, root = text.split("\n")[:3]
assert origin == event["source"], "the checkpoint is of another origin"

# 3. The path leads from the event to that root (RFC 9162, 2.1.3.2).
place, last = event["oseq"] - 1, int(size) - 1
assert 0 <= place <= last, "the event is not among those that were signed"
node = sha256(b"\x00", bytes.fromhex(event["hash"]))
for sibling in map(base64.b64decode, proof["path"]):
    assert last > 0, "the path is too long"
    if place % 2 or place == last:
        node = sha256(b"\x01", sibling, node)
        while place % 2 == 0 and place:
            place, last = place // 2, last // 2
    else:
        node = sha256(b"\x01", node, sibling)
    place, last = place // 2, last // 2
assert last == 0 and node == base64.b64decode(root), "the event is not in the signed tree"

# 4. The signature holds (C2SP signed-note), and the key is the one that was asked for.
spki = base64.b64decode(proof["publicKey"])
key_id = sha256(origin.encode(), b"\n\x01", spki[-32:])[:4]
key = "+".join([origin, key_id.hex(), base64.b64encode(b"\x01" + spki[-32:]).decode()])
assert len(sys.argv) < 3 or key == sys.argv[2], "it is signed with another key"
signed = [base64.b64decode(line.split(" ")[2]) for line in signatures.splitlines() if line.startswith(f"— {origin} ")]
signature = next((one[4:] for one in signed if one[:4] == key_id), None)
assert signature is not None, "there is no signature of that key"
with tempfile.TemporaryDirectory() as folder:
    for name, content in (("key", spki), ("text", f"{text}\n".encode()), ("signature", signature)):
        open(f"{folder}/{name}", "wb").write(content)
    how = ["-pubin", "-keyform", "DER", "-inkey", "key", "-rawin", "-in", "text", "-sigfile", "signature"]
    done = subprocess.run(["openssl", "pkeyutl", "-verify", *how], cwd=folder, capture_output=True)
    assert done.returncode == 0, "the signature does not hold"
print(f"{event['type']} is event {event['oseq']} of the {size} that {origin} has signed\n{key}")
