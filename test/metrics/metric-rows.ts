/** The rows of the manual's table of metrics, made from what a scrape says of itself. */
import { start } from './start.ts';

export async function metricRows(): Promise<string[]> {
  const families = await start().families();
  return [...families]
    .filter(([name]) => name.startsWith('mikrotik_presence_'))
    .map(
      ([name, { type, help }]) => `| \`${name.slice('mikrotik_presence_'.length)}\` | ${type} | ${help} |`,
    );
}
