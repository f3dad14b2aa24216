# ctypes without a foreign library: structures, arrays, unions, pointers, callbacks.
import ctypes


class Point(ctypes.Structure):
    _fields_ = [("x", ctypes.c_int32), ("y", ctypes.c_int16), ("flags", ctypes.c_uint8, 3), ("rest", ctypes.c_uint8, 5)]


class Mixed(ctypes.Union):
    _fields_ = [("whole", ctypes.c_uint32), ("bytes", ctypes.c_uint8 * 4)]


class Big(ctypes.BigEndianStructure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = [("tag", ctypes.c_uint8), ("size", ctypes.c_uint16)]


point = Point(-5, 7, 5, 9)
assert ctypes.sizeof(Point) == 8 and (point.x, point.y, point.flags, point.rest) == (-5, 7, 5, 9) and Point.y.offset == 4
mixed = Mixed(0x01020304)
assert list(mixed.bytes) == [4, 3, 2, 1] and bytes(Big(1, 0x0203)) == b"\x01\x02\x03"
numbers = (ctypes.c_int * 5)(*range(5))
numbers[2] = 99
assert list(numbers) == [0, 1, 99, 3, 4] and numbers[1:3] == [1, 99] and ctypes.c_uint8(300).value == 44
pointer = ctypes.pointer(point)
pointer.contents.x = 12
assert point.x == 12 and pointer[0].y == 7
buffer = ctypes.create_string_buffer(b"abc", 6)
assert buffer.raw == b"abc\0\0\0" and buffer.value == b"abc"
buffer[0:2] = b"xx"
assert buffer.value == b"xxc" and ctypes.addressof(buffer) > 0 and Point.from_buffer_copy(bytes(point)).x == 12
view = Point.from_buffer(bytearray(8))
view.x = 1
try:
    numbers[9]
except IndexError as error:
    print(error)
print(bytes(point).hex(), ctypes.c_int16(40000).value, ctypes.sizeof(ctypes.c_double), ctypes.c_wchar("é").value)
