# A stream reader that is fed by hand reads lines, exact counts and separators.
import asyncio


async def main():
    reader = asyncio.StreamReader()

    async def feed():
        for piece in (b"first li", b"ne\nsecond\n12", b"34rest|tail"):
            reader.feed_data(piece)
            await asyncio.sleep(0)
        reader.feed_eof()

    task = asyncio.create_task(feed())
    lines = [await reader.readline(), await reader.readline()]
    exact = await reader.readexactly(4)
    until = await reader.readuntil(b"|")
    rest = await reader.read()
    await task
    assert reader.at_eof()
    try:
        await reader.readexactly(1)
    except asyncio.IncompleteReadError as error:
        print(error.expected, error.partial)
    return lines, exact, until, rest


print(asyncio.run(main()))
