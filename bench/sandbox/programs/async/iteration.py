# Asynchronous generators, comprehensions, context managers and iterators.
import asyncio
import contextlib


class Ticker:
    def __init__(self, count):
        self.left = count

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.left == 0:
            raise StopAsyncIteration
        self.left -= 1
        await asyncio.sleep(0)
        return self.left


async def numbers(count):
    try:
        for number in range(count):
            await asyncio.sleep(0)
            yield number
    finally:
        closed.append(count)


@contextlib.asynccontextmanager
async def session(name):
    closed.append(f"open {name}")
    try:
        yield name
    finally:
        closed.append(f"close {name}")


async def main():
    squares = [number**2 async for number in numbers(4) if number % 2]
    total = sum([value async for value in Ticker(5)])
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(session("a"))
        await stack.enter_async_context(session("b"))
    async with contextlib.aclosing(numbers(100)) as stream:
        async for number in stream:
            if number == 2:
                break
    assert await anext(Ticker(0), "none") == "none"
    return squares, total


closed = []
print(asyncio.run(main()), closed)
