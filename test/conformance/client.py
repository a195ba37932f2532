"""The Python client does everything there is to do: client.py http|sse|current URL KEY."""

import sys
import warnings
from contextlib import asynccontextmanager

import anyio
from mcp import Client, ClientSession
from mcp import types
from mcp.client.sse import sse_client
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client

warnings.simplefilter("ignore")
kind, url, key = sys.argv[1:]
headers = {"Authorization": f"Bearer {key}"}
device = "3c22fb0a1b2c"
uri = f"mikrotik://devices/{device}"
told = anyio.Event()


async def hear(message):
    if isinstance(message, types.ResourceUpdatedNotification):
        told.set()


@asynccontextmanager
async def connect():
    if kind == "sse":
        async with sse_client(url, headers=headers) as (read, write):
            async with ClientSession(read, write, message_handler=hear) as session:
                await session.initialize()
                yield session
        return
    async with create_mcp_http_client(headers=headers) as http:
        transport = streamable_http_client(url, http_client=http)
        if kind == "current":
            async with Client(transport, mode="2026-07-28") as client:
                yield client
            return
        async with transport as (read, write, *_):
            async with ClientSession(read, write, message_handler=hear) as session:
                await session.initialize()
                yield session


async def main():
    with anyio.fail_after(30):
        async with connect() as client:
            print("protocol", client.protocol_version)
            tools = (await client.list_tools()).tools
            for tool in tools:
                wanted = tool.input_schema.get("required", [])
                values = {"device_id": device, "access_point_id": "hall"}
                given = {name: values[name] for name in wanted}
                result = await client.call_tool(tool.name, given)
                assert not result.is_error and result.structured_content, tool.name
            print("tools", ", ".join(tool.name for tool in tools))
            resources = [str(resource.uri) for resource in (await client.list_resources()).resources]
            for address in [*resources, uri]:
                assert (await client.read_resource(address)).contents[0].text, address
            print("resources", ", ".join(resources))
            template = (await client.list_resource_templates()).resource_templates[0].uri_template
            ref = types.ResourceTemplateReference(type="ref/resource", uri=template)
            completed = await client.complete(ref, {"name": "device_id", "value": "kit"})
            print("completed", completed.completion.values)
            prompts = (await client.list_prompts()).prompts
            for prompt in prompts:
                names = [argument.name for argument in prompt.arguments or [] if argument.required]
                assert (await client.get_prompt(prompt.name, {name: device for name in names})).messages
            print("prompts", ", ".join(prompt.name for prompt in prompts))
            if kind == "current":
                async with client.listen(resource_subscriptions=[uri]) as events:
                    async for event in events:
                        print("told of", event.uri)
                        break
            else:
                await client.subscribe_resource(uri)
                await told.wait()
                print("told of", uri)


anyio.run(main)
