# Producers and consumers over a bounded queue, and queues with an order.
import asyncio


async def producer(queue, name, count):
    for number in range(count):
        await queue.put(f"{name}{number}")


async def consumer(queue, eaten):
    while True:
        item = await queue.get()
        eaten.append(item)
        queue.task_done()


async def main():
    queue, eaten = asyncio.Queue(maxsize=2), []
    consumers = [asyncio.create_task(consumer(queue, eaten)) for _ in range(3)]
    await asyncio.gather(producer(queue, "a", 5), producer(queue, "b", 5))
    await queue.join()
    for one in consumers:
        one.cancel()
    ends = await asyncio.gather(*consumers, return_exceptions=True)
    assert all(isinstance(end, asyncio.CancelledError) for end in ends)
    urgent = asyncio.PriorityQueue()
    for item in (3, 1, 2):
        urgent.put_nowait(item)
    last = asyncio.LifoQueue()
    last.put_nowait("x")
    last.put_nowait("y")
    try:
        asyncio.Queue().get_nowait()
    except asyncio.QueueEmpty:
        print("empty")
    return sorted(eaten), [urgent.get_nowait() for _ in range(3)], last.get_nowait()


print(asyncio.run(main()))
