# Random numbers from a seed are the same everywhere.
import random


one, two = random.Random(7), random.Random(7)
assert [one.random() for _ in range(5)] == [two.random() for _ in range(5)]
state = one.getstate()
first = one.sample(range(100), 5)
one.setstate(state)
assert one.sample(range(100), 5) == first and len(set(first)) == 5
deck = list(range(10))
random.Random(1).shuffle(deck)
assert sorted(deck) == list(range(10)) and deck != list(range(10))
picks = random.Random(3).choices(["a", "b"], weights=[9, 1], k=1000)
assert 850 < picks.count("a") < 950
values = [random.Random(5).gauss(0, 1) for _ in range(3)]
assert values[0] == values[1]
source = random.Random("text")
spread = [source.uniform(-1, 1), source.triangular(0, 1, 0.5), source.expovariate(2), source.betavariate(2, 3)]
assert all(-1 <= value < 10 for value in spread)
assert random.Random(9).getrandbits(40) < 2**40 and len(random.Random(9).randbytes(5)) == 5
random.seed(42)
print([random.randrange(1000) for _ in range(6)], deck, [f"{value:.12f}" for value in spread])
