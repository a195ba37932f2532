"""FastMCP: fastmcp_client.py http|sse URL KEY."""

from fastmcp import Client
from fastmcp.client.transports import SSETransport, StreamableHttpTransport

from common import headers, is_error, kind, run, url


async def main():
    transport = (SSETransport if kind == "sse" else StreamableHttpTransport)(url, headers=headers)
    async with Client(transport) as client:
        print("tools", len(await client.list_tools()))
        result = await client.call_tool("list_devices", {"limit": 2})
        print("call", is_error(result), result.content[0].text[:60].replace("\n", " | "))
        result = await client.call_tool("get_device", {"device_id": "nobody"}, raise_on_error=False)
        print("error", is_error(result), result.content[0].text[:100])


run(main)
