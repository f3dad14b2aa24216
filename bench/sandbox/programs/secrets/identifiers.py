# UUIDs: by name, at random, their parts.
import uuid

site = uuid.uuid5(uuid.NAMESPACE_DNS, "python.org")
assert str(site) == "886313e1-3b8a-5372-9b90-0c9aee199e5d" and site.version == 5
assert str(uuid.uuid3(uuid.NAMESPACE_DNS, "python.org")) == "6fa459ea-ee8a-3ca4-894e-db77e160355e"
some = [uuid.uuid4() for _ in range(50)]
assert len(set(some)) == 50 and all(one.version == 4 and one.variant == uuid.RFC_4122 for one in some)
parsed = uuid.UUID("{12345678-1234-5678-1234-567812345678}")
assert parsed == uuid.UUID(bytes=parsed.bytes) == uuid.UUID(int=parsed.int) == uuid.UUID(fields=parsed.fields)
assert parsed.urn == "urn:uuid:12345678-1234-5678-1234-567812345678" and parsed.hex == "12345678" + "1234567812345678" + "12345678"
assert sorted([uuid.UUID(int=5), uuid.UUID(int=2)])[0].int == 2
timed = uuid.uuid1(node=0x010203040506, clock_seq=5)
assert timed.node == 0x010203040506 and timed.version == 1
try:
    uuid.UUID("not one")
except ValueError as error:
    print(error)
print(site, uuid.UUID(int=2**128 - 1))
