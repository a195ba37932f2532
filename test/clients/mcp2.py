"""The Python SDK 2.x: mcp2.py http|sse|current URL KEY."""

from mcp import Client, ClientSession
from mcp.client.sse import sse_client
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client

from common import headers, kind, run, talk, url


async def open_session(transport):
    async with transport as (read, write, *_):
        async with ClientSession(read, write) as session:
            await session.initialize()
            await talk(session)


async def main():
    if kind == "sse":
        return await open_session(sse_client(url, headers=headers))
    async with create_mcp_http_client(headers=headers) as http:
        transport = streamable_http_client(url, http_client=http)
        if kind == "http":
            return await open_session(transport)
        async with Client(transport, mode="2026-07-28") as client:
            await talk(client)


run(main)
