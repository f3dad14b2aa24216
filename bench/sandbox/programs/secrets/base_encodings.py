# Base 16, 32, 64 and 85, checksums of bytes.
import base64
import binascii

data = bytes(range(0, 256, 5))
for encode, decode in (("b16encode", "b16decode"), ("b32encode", "b32decode"), ("b32hexencode", "b32hexdecode"),
                       ("b64encode", "b64decode"), ("b85encode", "b85decode"), ("a85encode", "a85decode"), ("urlsafe_b64encode", "urlsafe_b64decode")):
    assert getattr(base64, decode)(getattr(base64, encode)(data)) == data, encode
assert base64.b64encode(b"\xfb\xff") == b"+/8=" and base64.urlsafe_b64encode(b"\xfb\xff") == b"-_8="
assert base64.b64decode("aGk=\n") == b"hi" and base64.a85encode(b"\0\0\0\0") == b"z" and base64.b32decode("my======", casefold=True) == b"f"
assert binascii.hexlify(b"\x01\xab", ":") == b"01:ab" and binascii.crc32(b"123456789") == 0xCBF43926
assert binascii.crc_hqx(b"123456789", 0) == 0x31C3 and binascii.b2a_base64(b"a", newline=False) == b"YQ=="
for wrong in (lambda: base64.b64decode("abc"), lambda: base64.b64decode("ab$=", validate=True), lambda: binascii.unhexlify("abc"), lambda: base64.b32decode("1")):
    try:
        wrong()
    except binascii.Error as error:
        print(type(error).__name__, end=" ")
print(base64.b85encode(data).decode())
