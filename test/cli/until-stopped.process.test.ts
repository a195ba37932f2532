/** One key press is one stop, also where npm passes the signal on. */
import { afterEach, expect, it } from 'vitest';
import { LOOPBACK, type Program, startProgram } from '../program.ts';

const running: Program[] = [];
afterEach(async () => {
  for (const program of running.splice(0)) await program.discard();
});

it('a second signal within a second of the first is the same key press: the stop is clean', async () => {
  const env = {
    ROUTEROS_URL: 'http://127.0.0.1:9',
    ROUTEROS_USERNAME: 'presence',
    ROUTEROS_PASSWORD: 'a long one',
    API_KEY: 'rest-key-0123456789',
    ...LOOPBACK,
  };
  const program = startProgram({ env });
  running.push(program);
  await program.url();
  program.process.kill('SIGINT');
  program.process.kill('SIGINT');
  expect(await program.exit).toEqual([0, null]);
  expect(program.lines().map(({ msg }) => msg)).toContain('stopped');
});

it('a folder that cannot be written is one warning that names what is lost', async () => {
  const env = {
    ROUTEROS_URL: 'http://127.0.0.1:9',
    ROUTEROS_USERNAME: 'presence',
    ROUTEROS_PASSWORD: 'a long one',
    API_KEY: 'rest-key-0123456789',
    // not even root may make a folder there
    STATE_DIR: '/proc/mikrotik-presence',
    ...LOOPBACK,
  };
  const program = startProgram({ env });
  running.push(program);
  await program.told('table failed');
  const warnings = program.lines().filter(({ level, msg }) => level === 'warn' && msg !== 'table failed');
  const about = warnings.filter((line) => JSON.stringify(line).includes('/proc/'));
  expect(about.map(({ msg }) => msg)).toEqual(['state not kept']);
  expect(about[0]!['problem']).toContain('no history');
});
