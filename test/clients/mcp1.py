"""The Python SDK 1.x: mcp1.py http|sse|stdio URL KEY [COMMAND …]."""

from mcp import ClientSession, StdioServerParameters
from mcp.client.sse import sse_client
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamablehttp_client

from common import command, headers, kind, run, talk, url


def connect():
    if kind == "stdio":
        return stdio_client(StdioServerParameters(command=command[0], args=command[1:]))
    return (sse_client if kind == "sse" else streamablehttp_client)(url, headers=headers)


async def main():
    async with connect() as (read, write, *_):
        async with ClientSession(read, write) as session:
            await session.initialize()
            await talk(session)


run(main)
