/** A real broker for a test: mosquitto, without a memory, on a port of this machine. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A broker that can be stopped and started again on its port. */
export interface FarEnd {
  url: string;
  port: number;
  start: (more?: string) => Promise<void>;
  stop: () => Promise<void>;
}

const PATH = `${process.env['PATH']}:/usr/sbin:/usr/local/sbin`;
const children = new Set<ChildProcess>();
// whatever ends this process, no broker stays
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export function hasMosquitto(): boolean {
  try {
    execFileSync('mosquitto', ['-h'], { env: { PATH }, stdio: 'ignore' });
    return true;
  } catch (error) {
    // it answers -h with a code of its own
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
  }
}

/** `more` are lines of its configuration; `files` what they name, beside it as `%d/name`. */
export async function mosquitto(more = '', files: Record<string, string> = {}): Promise<FarEnd> {
  const directory = mkdtempSync(join(tmpdir(), 'mosquitto-'));
  const port = await freePort();
  let child: ChildProcess | null = null;
  const start = async (lines = more) => {
    mkdirSync(directory, { recursive: true });
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(directory, name), text, { mode: 0o700 });
    const basic = `listener ${port} 127.0.0.1\npersistence false\nset_tcp_nodelay true\n`;
    const configuration = `${basic}${lines === '' ? 'allow_anonymous true' : lines.replaceAll('%d', directory)}\n`;
    const user = process.getuid?.() === 0 ? 'user root\n' : '';
    writeFileSync(join(directory, 'mosquitto.conf'), user + configuration);
    const begun = spawn('mosquitto', ['-c', join(directory, 'mosquitto.conf')], {
      env: { PATH },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child = begun;
    children.add(begun);
    begun.once('exit', () => children.delete(begun));
    await new Promise<void>((resolve, reject) => {
      begun.once('error', reject);
      begun.once('exit', (code) => reject(new Error(`mosquitto ended with ${code}`)));
      begun.stderr.on('data', (chunk: Buffer) => {
        if (/running/.test(chunk.toString())) resolve();
      });
    });
  };
  await start();
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    start,
    stop: async () => {
      const ending = child;
      child = null;
      if (ending === null || ending.exitCode !== null) return;
      const gone = new Promise((resolve) => ending.once('exit', resolve));
      ending.kill('SIGKILL');
      await gone;
      rmSync(directory, { recursive: true });
    },
  };
}
