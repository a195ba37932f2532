"""LangChain's adapters: langchain_client.py http|sse URL KEY."""

from langchain_mcp_adapters.client import MultiServerMCPClient

from common import headers, kind, run, url


async def main():
    transport = "sse" if kind == "sse" else "streamable_http"
    client = MultiServerMCPClient({"mikrotik": {"transport": transport, "url": url, "headers": headers}})
    tools = {tool.name: tool for tool in await client.get_tools()}
    print("tools", len(tools))
    print("call", str(await tools["list_devices"].ainvoke({"limit": 2}))[:90])
    try:
        print("error", str(await tools["get_device"].ainvoke({"device_id": "nobody"}))[:140])
    except Exception as error:
        print("error", str(error)[:140])


run(main)
