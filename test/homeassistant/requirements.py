"""Prints what some integrations of an installed Home Assistant need from PyPI, those they depend on included."""

import json
import pathlib
import re
import sys

# always loaded, or asked for by the test; those that a release does not have are left out
WANTED = """frontend http api config websocket_api auth onboarding mqtt file_upload person zone device_tracker sensor binary_sensor event
    hassio analytics infrared radio_frequency ffmpeg conversation stream camera tts automation recorder history mcp""".split()

root = pathlib.Path(sys.argv[1])
bootstrap = (root / "bootstrap.py").read_text()
always = re.search(r"^DEFAULT_INTEGRATIONS = \{(.*?)^\}", bootstrap, re.S | re.M)
todo = WANTED + re.findall(r'^\s*"(\w+)"', always.group(1) if always else "", re.M)
seen: set[str] = set()
required: set[str] = set()
while todo:
    domain = todo.pop()
    manifest = root / "components" / domain / "manifest.json"
    if domain in seen or not manifest.exists():
        continue
    seen.add(domain)
    content = json.loads(manifest.read_text())
    todo += content.get("dependencies", [])
    required |= set(content.get("requirements", []))
print("\n".join(sorted(required)))
