# Sums and minima over ranges with changes in between, against the plain way.
class Segments:
    def __init__(self, values, combine, neutral):
        self.size, self.combine, self.neutral = len(values), combine, neutral
        self.tree = [neutral] * self.size + list(values)
        for index in range(self.size - 1, 0, -1):
            self.tree[index] = combine(self.tree[2 * index], self.tree[2 * index + 1])

    def set(self, index, value):
        index += self.size
        self.tree[index] = value
        while index > 1:
            index //= 2
            self.tree[index] = self.combine(self.tree[2 * index], self.tree[2 * index + 1])

    def query(self, low, high):
        left, right = self.neutral, self.neutral
        low, high = low + self.size, high + self.size
        while low < high:
            if low & 1:
                left = self.combine(left, self.tree[low])
                low += 1
            if high & 1:
                high -= 1
                right = self.combine(self.tree[high], right)
            low, high = low // 2, high // 2
        return self.combine(left, right)


class Fenwick:
    def __init__(self, size):
        self.tree = [0] * (size + 1)

    def add(self, index, value):
        index += 1
        while index < len(self.tree):
            self.tree[index] += value
            index += index & -index

    def total(self, index):
        total = 0
        while index:
            total += self.tree[index]
            index -= index & -index
        return total


values = [(n * 37) % 23 for n in range(50)]
least = Segments(values, min, float("inf"))
fenwick = Fenwick(50)
for index, value in enumerate(values):
    fenwick.add(index, value)
for step in range(50):
    low, high = sorted(((step * 7) % 50, (step * 13 + 5) % 51))
    if low < high:
        assert least.query(low, high) == min(values[low:high])
        assert fenwick.total(high) - fenwick.total(low) == sum(values[low:high])
    fenwick.add(step, step - values[step])
    values[step] = step
    least.set(step, step)
print(least.query(10, 20), fenwick.total(50))
