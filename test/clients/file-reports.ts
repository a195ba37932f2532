/** Files as editors of Windows save them: all are read but UTF-16, which is named. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SimulatedNetwork } from '../../src/demo/network.ts';
import { run } from './install.ts';
import { key, main, type Report, rest, serviceFolder, startService, workplace } from './service.ts';

export function fileReports(network: SimulatedNetwork): Report[] {
  const { url, username, password } = network.routers[0]!;
  const variables = { ROUTEROS_URL: url, ROUTEROS_USERNAME: username, ROUTEROS_PASSWORD: password };
  const dotEnv = (end: string) =>
    Object.entries({ ...variables, API_KEY: key })
      .map(([name, value]) => `${name}=${value}${end}`)
      .join('');
  const yaml = JSON.stringify({ routers: [{ id: 'router', url, username, password }] });
  const check = async (name: string, content: string | Buffer, env: Record<string, string>) => {
    const cwd = mkdtempSync(join(workplace, 'files-'));
    writeFileSync(join(cwd, name), content);
    return run(process.execPath, [main, 'check'], {
      cwd,
      env: { PATH: process.env['PATH'], STATE_DIR: join(cwd, 'state'), ...env },
    });
  };
  const isRead = (what: string, name: string, content: string, env: Record<string, string> = {}): Report => [
    `${what}: \`check\` reads it`,
    async () => {
      const { code, output } = await check(name, content, env);
      return [code === 0, `exit code ${code}, ${output.trim().split('\n').at(-1)}`];
    },
  ];
  return [
    isRead('.env with CRLF', '.env', dotEnv('\r\n')),
    isRead('.env with a byte order mark', '.env', `\ufeff${dotEnv('\n')}`),
    isRead('config.yaml with a byte order mark', 'config.yaml', `\ufeff${yaml}`, {
      CONFIG_FILE: 'config.yaml',
      API_KEY: key,
    }),
    [
      '.env in UTF-16: `check` says what it is and how to save it',
      async () => {
        const { code, output } = await check('.env', Buffer.from(`\ufeff${dotEnv('\r\n')}`, 'utf16le'), {});
        const line = output.split('\n').find((text) => text.includes('UTF-16')) ?? output.slice(0, 200);
        return [code !== 0 && /UTF-16.*Save it as UTF-8/.test(line), line.trim()];
      },
    ],
    [
      'a key file with CRLF: the key opens REST without the line end',
      async () => {
        const folder = serviceFolder(network);
        writeFileSync(join(folder, 'key'), `${key}\r\n`);
        const service = await startService(folder, { API_KEY: '', API_KEY_FILE: join(folder, 'key') });
        const { status } = await fetch(`${service.url}/devices`, { headers: rest });
        await service.stop();
        return [status === 200, String(status)];
      },
    ],
  ];
}
