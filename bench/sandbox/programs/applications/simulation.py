# A shop with one till, told by events in order of time, from a seed.
import heapq
import random
import statistics


def simulate(seed, customers, tills):
    source, events, order = random.Random(seed), [], 0
    now = 0.0
    for customer in range(customers):
        now += source.expovariate(1.0)
        heapq.heappush(events, (now, order, "arrives", customer))
        order += 1
    waiting, free, arrived, waits = [], tills, {}, []
    while events:
        now, _, kind, customer = heapq.heappop(events)
        if kind == "arrives":
            arrived[customer] = now
            waiting.append(customer)
        else:
            free += 1
        while free and waiting:
            served = waiting.pop(0)
            waits.append(now - arrived[served])
            free -= 1
            order += 1
            heapq.heappush(events, (now + source.uniform(0.5, 1.4), order, "leaves", served))
    return waits


one, two = simulate(7, 300, 1), simulate(7, 300, 2)
assert len(one) == len(two) == 300 and statistics.mean(two) < statistics.mean(one) and simulate(7, 300, 1) == one
print(f"{statistics.mean(one):.9f} {statistics.mean(two):.9f} {max(one):.9f}")
