# Deadlines, cancelling, shielding, and waiting for the first.
import asyncio


async def slow(value):
    try:
        await asyncio.sleep(30)
    except asyncio.CancelledError:
        stopped.append(value)
        raise


async def quick(value):
    await asyncio.sleep(0.001)
    return value


async def main():
    for attempt in (with_wait_for, with_timeout):
        try:
            await attempt()
        except TimeoutError:
            print(attempt.__name__)
    tasks = {asyncio.create_task(slow("s")), asyncio.create_task(quick("q"))}
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    assert [task.result() for task in done] == ["q"] and len(pending) == 1
    for task in pending:
        task.cancel("enough")
    await asyncio.wait(pending)
    assert all(task.cancelled() for task in pending)
    inner = asyncio.create_task(quick("kept"))
    outer = asyncio.shield(inner)
    outer.cancel()
    assert await inner == "kept"
    first = [await one for one in asyncio.as_completed([quick(1), quick(1)])]
    assert first == [1, 1]


async def with_wait_for():
    await asyncio.wait_for(slow("w"), 0.005)


async def with_timeout():
    async with asyncio.timeout(0.005):
        await slow("t")


stopped = []
asyncio.run(main())
print(stopped)
