# Futures set by hand, callbacks, a loop of one's own, context variables in tasks.
import asyncio
import contextvars

user = contextvars.ContextVar("user", default="nobody")


async def who():
    await asyncio.sleep(0)
    return user.get()


async def as_user(name):
    user.set(name)
    return await who()


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    seen = []
    future.add_done_callback(lambda done: seen.append(done.result()))
    loop.call_soon(future.set_result, 5)
    loop.call_later(0.03, seen.append, "later")
    assert await future == 5
    await asyncio.sleep(0.06)
    assert seen == [5, "later"]
    names = await asyncio.gather(as_user("ann"), as_user("bob"), who())
    assert names == ["ann", "bob", "nobody"]
    broken = loop.create_future()
    broken.set_exception(OSError("gone"))
    try:
        await broken
    except OSError as error:
        print(error)
    return names, len(asyncio.all_tasks())


print(asyncio.run(main()))
with asyncio.Runner() as runner:
    print(runner.run(who()), runner.run(asyncio.sleep(0, "again")))
