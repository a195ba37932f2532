#!/bin/sh
# The converters of Gemini's, OpenAI's and Home Assistant's MCP clients take every tool. Beside `npm test`, because they
# are Python packages: installed into a temporary folder, or into CLIENTS_DIR, where a second run finds them.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${CLIENTS_DIR:-$(mktemp -d)}
if [ ! -x "$folder/venv/bin/python" ]; then
  python3 -m venv "$folder/venv"
  "$folder/venv/bin/pip" install -q google-genai==3.6.1 mcp==2.3.0 openai-agents==0.24.0 voluptuous-openapi==0.4.1
fi
cd "$here/../.."
npx tsx test/clients/write-tools.ts "$folder/tools.json"
"$folder/venv/bin/python" "$here/convert.py" "$folder/tools.json"
