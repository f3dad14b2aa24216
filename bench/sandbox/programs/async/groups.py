# Task groups: all or nothing, and the errors together.
import asyncio


async def add(results, value, turns):
    for _ in range(turns):
        await asyncio.sleep(0)
    if value < 0:
        raise ValueError(value)
    results.append(value)


async def main():
    results = []
    async with asyncio.TaskGroup() as group:
        for value in (3, 1, 2):
            group.create_task(add(results, value, value))
    assert results == [1, 2, 3]
    half = []
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(add(half, 1, 0))
            group.create_task(add(half, -1, 1))
            group.create_task(add(half, 2, 1000))
    except* ValueError as errors:
        print([str(error) for error in errors.exceptions])
    assert half == [1]
    return results


print(asyncio.run(main()))
