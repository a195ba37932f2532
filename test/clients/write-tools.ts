/** Writes what `tools/list` answers, each tool with an example of its arguments, to the file named as the argument. */
import { writeFileSync } from 'node:fs';
import { describeTool } from '../../src/mcp/surface.ts';
import { tools } from '../../src/mcp/tool-list.ts';

const described = tools.flatMap((tool) => {
  const [definition] = describeTool(tool, { error: () => {} });
  return [{ ...definition, example: tool.example.input }];
});
writeFileSync(process.argv[2]!, JSON.stringify(described));
