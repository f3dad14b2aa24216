# Primes: a strong test, factors by Pollard's rho, totients.
import math


def is_prime(number):
    if number < 2:
        return False
    for small in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        if number % small == 0:
            return number == small
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        value = pow(base, odd, number)
        if value in (1, number - 1):
            continue
        for _ in range(twos - 1):
            value = value * value % number
            if value == number - 1:
                break
        else:
            return False
    return True


def factor(number):
    if number == 1:
        return []
    if is_prime(number):
        return [number]
    for step in range(1, 20):
        slow = fast = 2
        while True:
            slow = (slow * slow + step) % number
            fast = (fast * fast + step) % number
            fast = (fast * fast + step) % number
            divisor = math.gcd(slow - fast, number)
            if divisor != 1:
                break
        if divisor != number:
            return sorted(factor(divisor) + factor(number // divisor))
    return sorted([2] + factor(number // 2)) if number % 2 == 0 else [number]


assert is_prime(2**61 - 1) and not is_prime(561) and not is_prime(3215031751)
assert factor(600851475143) == [71, 839, 1471, 6857] and factor(1001) == [7, 11, 13]
totient = lambda n: math.prod((p - 1) * p ** (factor(n).count(p) - 1) for p in set(factor(n)))
assert totient(36) == 12
print(factor(1234567890123), [n for n in range(90, 110) if is_prime(n)])
