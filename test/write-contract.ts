/** Writes what is promised to programs: openapi.json, and the definition of each MCP tool. Run by `npm run openapi`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tools } from '../src/mcp/tool-list.ts';
import { contractFile, contractFolder, contractText } from './mcp/contract.ts';
import { readDocument } from './rest/start.ts';

const document = await readDocument();
writeFileSync(new URL('../openapi.json', import.meta.url), `${JSON.stringify(document, null, 2)}\n`);

// the folder anew, so that no file is left of a tool that is gone
rmSync(contractFolder, { recursive: true, force: true });
mkdirSync(contractFolder, { recursive: true });
for (const tool of tools) writeFileSync(new URL(contractFile(tool), contractFolder), contractText(tool));
