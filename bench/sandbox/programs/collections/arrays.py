# Typed arrays: overflow, buffers, files and byte order.
import array
import io

numbers = array.array("h", [1, -2, 300])
assert numbers.itemsize == 2 and numbers.tobytes() == b"\x01\x00\xfe\xff\x2c\x01"
numbers.byteswap()
assert numbers[0] == 256
numbers.byteswap()
try:
    numbers.append(40_000)
except OverflowError as error:
    print(type(error).__name__)
numbers.extend(array.array("h", range(3)))
assert numbers.count(1) == 2 and numbers.index(300) == 2 and numbers[::-2].tolist() == [2, 0, -2]
doubles = array.array("d")
doubles.frombytes(array.array("d", [0.5, 1.5]).tobytes())
view = memoryview(doubles)
view[1] = 9.25
view.release()
assert doubles.tolist() == [0.5, 9.25] and doubles.typecode == "d"
text = io.BytesIO(numbers.tobytes())
again = array.array("h")
again.frombytes(text.read())
assert again == numbers
print(numbers, doubles.pop())
