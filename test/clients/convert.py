"""Converts the committed definition of each tool as the SDKs of providers do. Run by run.sh; prints a line per tool and converter."""

import json
import pathlib
import sys

import mcp.types
import voluptuous
import voluptuous_openapi
from agents.strict_schema import ensure_strict_json_schema
from google.genai import _mcp_utils

KEYWORDS = {"type", "properties", "required", "description", "enum", "items", "anyOf", "minimum", "maximum"}


def gemini(tool):
    fields = {name: tool[name] for name in ("name", "title", "description", "inputSchema")}
    converted = _mcp_utils.mcp_to_gemini_tool(mcp.types.Tool.model_validate(fields))
    declaration = converted.function_declarations[0]
    assert declaration.name == tool["name"]
    shown = declaration.model_dump(exclude_none=True)
    names = shown.get("parameters_json_schema", shown.get("parameters", {})).get("properties", {})
    assert set(names) == set(tool["inputSchema"]["properties"]), names


def openai(tool):
    strict = ensure_strict_json_schema(json.loads(json.dumps(tool["inputSchema"])))
    assert set(strict["required"]) == set(tool["inputSchema"]["properties"])


def home_assistant(tool):
    schema = tool["inputSchema"]
    validator = voluptuous_openapi.convert_to_voluptuous(schema)
    validator(tool["example"])
    back = voluptuous_openapi.convert(validator)
    assert {field["name"] if isinstance(field, dict) and "name" in field else field for field in back.get("properties", {})} == set(schema["properties"])
    for name in schema.get("required", []):
        try:
            validator({key: value for key, value in tool["example"].items() if key != name})
        except voluptuous.Invalid:
            continue
        raise AssertionError(f"{name} is required, and is accepted as missing")


def keywords(tool):
    def visit(schema):
        assert set(schema) <= KEYWORDS, set(schema) - KEYWORDS
        for inner in [*schema.get("properties", {}).values(), *schema.get("anyOf", [])]:
            visit(inner)
        if "items" in schema:
            visit(schema["items"])

    visit(tool["inputSchema"])


failed = 0
tools = json.loads(pathlib.Path(sys.argv[1]).read_text())
for tool in tools:
    for convert in (gemini, openai, home_assistant, keywords):
        try:
            convert(tool)
            print(f"ok     {tool['name']} {convert.__name__}")
        except Exception as error:  # whatever a converter throws is what its user would meet
            failed += 1
            print(f"FAILED {tool['name']} {convert.__name__}: {type(error).__name__}: {error}")
print(f"{len(tools)} tools, {failed} failed")
sys.exit(1 if failed or not tools else 0)
