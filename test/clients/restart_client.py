"""The Python SDK 1.x, which calls once for each line of its input: restart_client.py http URL KEY."""

import asyncio
import sys

from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client

from common import headers, is_error, run, url


async def main():
    async with streamablehttp_client(url, headers=headers) as (read, write, *_):
        async with ClientSession(read, write) as session:
            await session.initialize()
            while await asyncio.to_thread(sys.stdin.readline):
                result = await session.call_tool("list_people", {})
                print("failed" if is_error(result) else "called", flush=True)


run(main)
