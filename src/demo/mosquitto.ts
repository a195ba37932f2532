/** The broker of the demo where `mosquitto` is installed: unlike the embedded one it speaks MQTT 5, which Home Assistant asks for by itself. */
import { type ChildProcess, spawn } from 'node:child_process';
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoBroker, DemoBrokerOptions } from './broker.ts';

const PATH = `${process.env['PATH']}:/usr/sbin:/usr/local/sbin`;
const PATIENCE_MS = 5000;
const ROUNDS = 1000;

/** Null where there is no mosquitto, or none that starts. */
export async function startMosquitto({
  username,
  password,
  port,
}: DemoBrokerOptions): Promise<DemoBroker | null> {
  const folder = mkdtempSync(join(tmpdir(), 'mikrotik-presence-broker-'));
  const chosen = port ?? (await freePort());
  const configuration = [
    `listener ${chosen} 127.0.0.1`,
    'persistence false',
    'set_tcp_nodelay true',
    // everything that the service retains, whoever subscribes
    'max_queued_messages 0',
    'allow_anonymous false',
    `password_file ${join(folder, 'users')}`,
    ...(process.getuid?.() === 0 ? ['user root'] : []),
  ];
  writeFileSync(join(folder, 'users'), userLine(username, password), { mode: 0o600 });
  writeFileSync(join(folder, 'mosquitto.conf'), `${configuration.join('\n')}\n`, { mode: 0o600 });
  const child = spawn('mosquitto', ['-c', join(folder, 'mosquitto.conf')], {
    env: { PATH },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  if (await hasStarted(child)) return { url: `mqtt://127.0.0.1:${chosen}`, version: 5, stop };
  await stop();
  return null;
}

function hasStarted(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), PATIENCE_MS);
    const settle = (isRunning: boolean) => {
      clearTimeout(timer);
      resolve(isRunning);
    };
    child.once('error', () => settle(false));
    child.once('exit', () => settle(false));
    // later output is read as well, or a full pipe would stop it
    child.stderr!.on('data', (chunk: Buffer) => /running/.test(chunk.toString()) && settle(true));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

/** As mosquitto_passwd writes it: PBKDF2 with SHA-512. */
function userLine(username: string, password: string): string {
  const salt = randomBytes(12);
  const hash = pbkdf2Sync(password, salt, ROUNDS, 64, 'sha512');
  return `${username}:$7$${ROUNDS}$${salt.toString('base64')}$${hash.toString('base64')}\n`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
