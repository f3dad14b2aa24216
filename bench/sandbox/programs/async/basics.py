# Tasks that run side by side, results in order, time that passes once.
import asyncio

order = []


async def work(name, turns):
    order.append(f"{name} starts")
    for _ in range(turns):
        await asyncio.sleep(0)
    order.append(f"{name} ends")
    return name.upper()


async def main():
    results = await asyncio.gather(work("a", 9), work("b", 4), work("c", 0))
    task = asyncio.create_task(work("d", 0), name="fourth")
    assert not task.done() and task.get_name() == "fourth"
    assert await task == "D" and task.result() == "D"
    failed = await asyncio.gather(work("e", 0), asyncio.sleep(0), nothing(), return_exceptions=True)
    return results, type(failed[2]).__name__


async def nothing():
    raise LookupError("nothing")


results, failure = asyncio.run(main())
assert results == ["A", "B", "C"] and failure == "LookupError"
assert order[:4] == ["a starts", "b starts", "c starts", "c ends"] and order[4:6] == ["b ends", "a ends"]
print(order)
