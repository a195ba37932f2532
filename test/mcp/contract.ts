/** The committed definitions of the tools: a file each, as a client is given it. */
import { describeTool } from '../../src/mcp/surface.ts';
import type { Tool } from '../../src/mcp/tool.ts';

export const contractFolder = new URL('../contract/tools/', import.meta.url);

export const contractFile = ({ name }: Tool): string => `${name}.json`;

/** What the file of a tool holds. */
export function contractText(tool: Tool): string {
  const [definition] = describeTool(tool, { error: () => {} });
  return `${JSON.stringify(definition, null, 2)}\n`;
}
