/** What a real core records of a house in which nobody moves. HA_QUIET_S: for how many seconds it is watched. */
import type { Tools } from './stories.ts';

const seconds = Number(process.env['HA_QUIET_S'] ?? 60);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function tellQuiet({ core, told, story }: Tools): Promise<void> {
  await story('a quiet house', async () => {
    // who has just arrived has its IPv6 addresses with the next reading of the neighbours
    await pause(75_000);
    const seen = await core.states();
    const difference = (id: string, now: Record<string, unknown>) => {
      const before = seen.get(id)?.attributes ?? {};
      return Object.keys(now)
        .filter((key) => JSON.stringify(now[key]) !== JSON.stringify(before[key]))
        .map((key) => `${key} ${JSON.stringify(before[key])} → ${JSON.stringify(now[key])}`)
        .join(', ');
    };
    const from = core.changes.length;
    await pause(seconds * 1000);
    const rows = core.changes.slice(from).filter(({ entity_id }) => !entity_id.startsWith('automation.'));
    told(
      'a quiet house writes no row of the recorder',
      rows.length === 0,
      rows
        .map(({ entity_id, to, attributes }) => `${entity_id} ${to} ${difference(entity_id, attributes)}`)
        .join('; ') || `0 in ${seconds} s`,
    );
  });
}
