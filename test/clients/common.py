"""What every client does: list, call, and read an error; and what it prints when it is refused."""

import asyncio
import sys

kind, url, key, *command = sys.argv[1:]
headers = {"Authorization": f"Bearer {key}"}


def leaves(error):
    inner = getattr(error, "exceptions", None) or ([error.__cause__] if error.__cause__ else None)
    return [leaf for one in inner for leaf in leaves(one)] if inner else [error]


def is_error(result):
    return getattr(result, "is_error", getattr(result, "isError", None))


async def talk(session):
    """Through a session of the SDK, or what has the same methods."""
    listed = await session.list_tools()
    print("tools", len(getattr(listed, "tools", listed)))
    result = await session.call_tool("list_devices", {"limit": 2})
    print("call", is_error(result), result.content[0].text[:60].replace("\n", " | "))
    result = await session.call_tool("get_device", {"device_id": "nobody"})
    print("error", is_error(result), result.content[0].text[:100])


def run(main):
    try:
        asyncio.run(asyncio.wait_for(main(), 30))
    except BaseException as error:
        for leaf in [error, *leaves(error)]:
            print("refused", f"{type(leaf).__name__}: {leaf}"[:300].replace("\n", " "))
