# A bucket of tokens, retries that wait longer each time, and a breaker, all with a clock of our own.
import itertools


class Clock:
    now = 0.0

    def sleep(self, seconds):
        self.now += seconds


class Bucket:
    def __init__(self, clock, rate, size):
        self.clock, self.rate, self.size = clock, rate, size
        self.tokens, self.last = size, clock.now

    def take(self):
        self.tokens = min(self.size, self.tokens + (self.clock.now - self.last) * self.rate)
        self.last = self.clock.now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


def retry(clock, times, first=0.5):
    def decorate(function):
        def attempt(*args):
            for number in itertools.count(1):
                try:
                    return function(*args)
                except OSError:
                    if number == times:
                        raise
                    clock.sleep(first * 2 ** (number - 1))

        return attempt

    return decorate


class Breaker:
    def __init__(self, clock, failures, rest):
        self.clock, self.limit, self.rest, self.count, self.until = clock, failures, rest, 0, 0.0

    def call(self, function):
        if self.clock.now < self.until:
            return "open"
        try:
            result = function()
        except OSError:
            self.count += 1
            if self.count >= self.limit:
                self.until, self.count = self.clock.now + self.rest, 0
            return "failed"
        self.count = 0
        return result


clock = Clock()
bucket = Bucket(clock, rate=2, size=3)
taken = [bucket.take() for _ in range(5)]
clock.sleep(1)
taken += [bucket.take() for _ in range(3)]
assert taken == [True] * 3 + [False] * 2 + [True] * 2 + [False]
left = [3]


@retry(clock, 4)
def flaky():
    left[0] -= 1
    if left[0]:
        raise OSError("not yet")
    return "done"


before = clock.now
assert flaky() == "done" and clock.now - before == 1.5
breaker = Breaker(clock, 2, 10)


def broken():
    raise OSError


said = [breaker.call(broken) for _ in range(3)]
clock.sleep(11)
print(said + [breaker.call(lambda: "well")], clock.now)
