# Locks, semaphores, events, conditions and barriers.
import asyncio


async def main():
    log, lock, gate = [], asyncio.Lock(), asyncio.Semaphore(2)
    inside = most = 0

    async def careful(name):
        async with lock:
            log.append(f"{name}(")
            await asyncio.sleep(0)
            log.append(")")

    async def limited():
        nonlocal inside, most
        async with gate:
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.001)
            inside -= 1

    await asyncio.gather(*map(careful, "abc"))
    await asyncio.gather(*(limited() for _ in range(6)))
    assert "".join(log) == "a()b()c()" and most == 2 and not lock.locked()
    event, seen = asyncio.Event(), []

    async def waiter(name):
        await event.wait()
        seen.append(name)

    tasks = [asyncio.create_task(waiter(name)) for name in "xy"]
    await asyncio.sleep(0)
    assert seen == []
    event.set()
    await asyncio.gather(*tasks)
    condition, stock = asyncio.Condition(), []

    async def take():
        async with condition:
            await condition.wait_for(lambda: stock)
            return stock.pop()

    taking = asyncio.create_task(take())
    await asyncio.sleep(0)
    async with condition:
        stock.append("bread")
        condition.notify()
    barrier = asyncio.Barrier(3)
    places = sorted(await asyncio.gather(*(barrier.wait() for _ in range(3))))
    return seen, await taking, places


print(asyncio.run(main()))
