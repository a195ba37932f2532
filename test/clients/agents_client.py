"""The OpenAI Agents SDK: agents_client.py http|sse URL KEY."""

from agents.mcp import MCPServerSse, MCPServerStreamableHttp

from common import headers, kind, run, talk, url


async def main():
    server = MCPServerSse if kind == "sse" else MCPServerStreamableHttp
    async with server(params={"url": url, "headers": headers}) as session:
        await talk(session)


run(main)
