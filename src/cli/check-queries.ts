/** Whether the user for questions may read and ping: asks the router for its name, and to ping itself once. */
import type { RouterConfig } from '../config/config.ts';
import { createDecoder } from '../parse/charset.ts';
import { connectRouter } from '../routeros/connect.ts';
import { policiesFor } from './check-remedy.ts';
import type { Say } from './say.ts';
import { inSlices } from '../telemetry/slices.ts';

export async function checkQueries(router: RouterConfig, say: Say): Promise<boolean> {
  const { queryUsername, queryPassword, url, timeoutMs } = router;
  const isOwn = queryUsername !== null && queryPassword !== null;
  const login = isOwn ? { ...router, username: queryUsername, password: queryPassword } : router;
  const connection = connectRouter(login, createDecoder, inSlices);
  const name = await connection.command('system/identity/print', {}, { timeoutMs });
  const ping = await connection.command('ping', { address: '127.0.0.1', count: '1' }, { timeoutMs });
  connection.close();
  const policies = `${policiesFor(url)}, test`;
  if (name.status === 'failed') {
    say('✗', 'queries', name.error.message);
    say(' ', '', `The user ${login.username} asks the routers. It needs the policies ${policies}.`);
    return false;
  }
  if (ping.status === 'complete')
    say('✓', 'queries', `as ${login.username}; its policies suffice (${policies})`);
  else {
    say(
      '!',
      'queries',
      `as ${login.username}, who may read, and not ping or trace: the policy test is missing`,
    );
    say(' ', '', `/user group set <group> policy=${policies.replaceAll(', ', ',')}`);
  }
  if (!isOwn)
    say(
      ' ',
      '',
      'ROUTEROS_QUERY_USERNAME gives questions a user of their own, so that no poll waits for them.',
    );
  return true;
}
