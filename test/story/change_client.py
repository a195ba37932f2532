"""An assistant that has only the text of answers: change_client.py URL KEY TOOL ARGUMENTS, the latter as JSON. Prints the text."""

import asyncio
import json
import sys

from mcp import ClientSession
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client

url, key, tool, arguments = sys.argv[1:]


async def main():
    async with create_mcp_http_client(headers={"Authorization": f"Bearer {key}"}) as http:
        async with streamable_http_client(url, http_client=http) as (read, write, *_):
            async with ClientSession(read, write) as session:
                await session.initialize()
                result = await session.call_tool(tool, json.loads(arguments))
                print(result.content[0].text)


asyncio.run(asyncio.wait_for(main(), 60))
