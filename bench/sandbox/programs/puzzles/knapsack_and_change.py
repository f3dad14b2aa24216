# Knapsack, ways to give change, cutting a rod, the best subarray, balanced parts.
import functools


def knapsack(items, room):
    best = [0] * (room + 1)
    for value, weight in items:
        for left in range(room, weight - 1, -1):
            best[left] = max(best[left], best[left - weight] + value)
    return best[room]


def ways(coins, amount):
    counts = [1] + [0] * amount
    for coin in coins:
        for value in range(coin, amount + 1):
            counts[value] += counts[value - coin]
    return counts[amount]


def fewest(coins, amount):
    best = [0] + [None] * amount
    for value in range(1, amount + 1):
        options = [best[value - coin] for coin in coins if coin <= value and best[value - coin] is not None]
        best[value] = min(options) + 1 if options else None
    return best[amount]


def best_part(numbers):
    best = current = numbers[0]
    for number in numbers[1:]:
        current = max(number, current + number)
        best = max(best, current)
    return best


@functools.cache
def cut(length, prices):
    return max((price + cut(length - size, prices) for size, price in enumerate(prices, 1) if size <= length), default=0)


def halves(numbers):
    reach = {0}
    for number in numbers:
        reach |= {total + number for total in reach}
    return sum(numbers) % 2 == 0 and sum(numbers) // 2 in reach


assert knapsack([(60, 10), (100, 20), (120, 30)], 50) == 220 and ways([1, 2, 5, 10, 20, 50, 100, 200], 200) == 73682
assert fewest([1, 5, 12], 15) == 3 and fewest([5], 3) is None and best_part([-2, 1, -3, 4, -1, 2, 1, -5, 4]) == 6
assert cut(8, (1, 5, 8, 9, 10, 17, 17, 20)) == 22 and halves([1, 5, 11, 5]) and not halves([1, 2, 5])
print(ways([1, 2, 5], 100), cut(20, (1, 5, 8, 9)))
