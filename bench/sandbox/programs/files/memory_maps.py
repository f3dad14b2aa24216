# A memory map without a file, sliced, searched and resized where it can be.
import mmap

area = mmap.mmap(-1, 64)
area.write(b"hello map")
assert area.tell() == 9 and area[:5] == b"hello" and area.find(b"map", 0) == 6
area[0] = ord("J")
area[5:6] = b"-"
area.seek(0)
assert area.read(9) == b"Jello-map"
area.move(20, 0, 5)
assert area[20:25] == b"Jello" and len(area) == 64 and area.rfind(b"l") == 23
area.seek(63)
area.write_byte(7)
assert area[-1] == 7
try:
    area.write_byte(1)
except ValueError as error:
    print(error)
print(bytes(area[:9]), mmap.ACCESS_READ != mmap.ACCESS_WRITE)
area.close()
print(area.closed)
