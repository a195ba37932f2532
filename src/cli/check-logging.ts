/** Whether a router's logging rules send its lines here: reads them, and changes nothing. */
import type { RouterConfig } from '../config/config.ts';
import { createDecoder } from '../parse/charset.ts';
import type { Row } from '../parse/row.ts';
import { connectRouter } from '../routeros/connect.ts';
import type { Say } from './say.ts';
import { inSlices } from '../telemetry/slices.ts';

/** Topics that every version of RouterOS has: one that it does not know is refused. */
export const TOPICS = ['wireless,info', 'caps,info', 'dhcp,info'];

/** Says nothing if the rules cannot be read: the lines that come are the better proof. */
export async function checkLogging(router: RouterConfig, port: number, say: Say): Promise<void> {
  const connection = connectRouter(router, createDecoder, inSlices);
  const read = async (path: string, properties: readonly string[]): Promise<readonly Row[] | null> => {
    const found = await connection.read(path, { shape: 'list', properties }, { timeoutMs: router.timeoutMs });
    return found.status === 'complete' ? found.rows : null;
  };
  const actions = await read('system/logging/action', ['name', 'target', 'remote-port', 'remote-protocol']);
  const rules = actions === null ? null : await read('system/logging', ['topics', 'action', 'disabled']);
  connection.close();
  if (actions === null || rules === null) return;
  const here = new Set(
    actions
      .filter((action) => action['target'] === 'remote' && Number(action['remote-port']) === port)
      .map(({ name }) => name),
  );
  const sent = rules.filter(({ action, disabled }) => disabled !== 'true' && here.has(action));
  const missing = TOPICS.filter((topics) => !sent.some((rule) => rule['topics'] === topics));
  if (missing.length === 0)
    say('✓', 'log rules', `"${router.id}": sends ${TOPICS.join(' ')} to port ${port}`);
  else
    say(
      '!',
      'log rules',
      `"${router.id}": ${missing.length === TOPICS.length ? 'nothing is sent' : `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not sent`} to port ${port}: type the lines above`,
    );
}
