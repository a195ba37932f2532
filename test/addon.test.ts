/** The add-on of Home Assistant: its options become variables, and its script starts the service with them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { parse } from 'yaml';
import { type MqttService, toEnvironment } from '../addon/environment.mts';
import { variables } from '../src/config/variable.ts';
import { readConfig } from '../src/config/read.ts';
import { compile } from './compile.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Manifest {
  version: string;
  ingress_port: number;
  ports: Record<string, number | null>;
  options: Record<string, unknown>;
  schema: Record<string, unknown>;
}
const manifest = parse(read('addon/config.yaml')) as Manifest;
const translation = parse(read('addon/translations/en.yaml')) as Record<
  'configuration' | 'network',
  Record<string, unknown>
>;

const mosquitto: MqttService = {
  host: 'core-mosquitto',
  port: 1883,
  ssl: false,
  username: 'addons',
  password: 'word of the Supervisor',
};
const filled = { ...manifest.options, routeros_password: 'a long one', api_key: 'sixteen-characters' };

function configOf(environment: Record<string, string>) {
  const readFile = (path: string): string => {
    throw Object.assign(new Error(path), { code: 'ENOENT' });
  };
  return readConfig({ env: environment, directory: '/nowhere', readFile, interfaceRequired: true });
}

describe('the manifest of the add-on', () => {
  it('has the version of the program', () => {
    expect(manifest.version).toBe((JSON.parse(read('package.json')) as { version: string }).version);
  });

  it('offers variables that exist, each with words for it', () => {
    const offered = Object.keys(manifest.schema);
    const known = new Set<string>([...Object.keys(variables), 'VARIABLES']);
    expect(offered.filter((name) => !known.has(name.toUpperCase()))).toEqual([]);
    expect(Object.keys(translation.configuration).sort()).toEqual(
      offered
        .filter((name) => name !== 'variables')
        .concat('variables')
        .sort(),
    );
    expect(Object.keys(manifest.options).filter((name) => !offered.includes(name))).toEqual([]);
    expect(Object.keys(translation.network).sort()).toEqual(Object.keys(manifest.ports).sort());
  });

  it('leads to the port that the service listens on', () => {
    const result = configOf(toEnvironment(filled, null));
    expect('config' in result && result.config.port).toBe(manifest.ingress_port);
  });
});

describe('the options of the add-on', () => {
  it('are a whole configuration once the two secrets are given', () => {
    const result = configOf(toEnvironment(filled, mosquitto));
    expect('config' in result && result.config).toMatchObject({
      routers: [{ url: 'https://192.168.88.1', username: 'presence', password: 'a long one' }],
      mqtt: {
        url: 'mqtt://core-mosquitto:1883',
        username: 'addons',
        password: 'word of the Supervisor',
      },
      stateDir: '/data/state',
    });
  });

  it('do not mix another broker with the log-in of the Supervisor', () => {
    const environment = toEnvironment({ ...filled, mqtt_url: 'mqtt://elsewhere:1883' }, mosquitto);
    expect(environment['MQTT_URL']).toBe('mqtt://elsewhere:1883');
    expect(environment).not.toHaveProperty('MQTT_USERNAME');
    expect(environment).not.toHaveProperty('MQTT_PASSWORD');
  });

  it('become words, numbers and switches as the variables have them; what is empty is not set', () => {
    const environment = toEnvironment(
      {
        allowed_hosts: ['nas.example.org', '', '*.home.example.org'],
        syslog_port: 5514,
        routeros_tls_verify: false,
        mcp_api_key: '',
        routeros_password: null,
        config_file: 'config.yaml',
        variables: [{ name: 'FORGET_AFTER', value: '30d' }, { name: 'PORT', value: '1' }, 'rubbish', null],
      },
      { ...mosquitto, ssl: true, port: 8883, username: null, password: '' },
    );
    expect(environment).toEqual({
      ALLOWED_HOSTS: 'nas.example.org *.home.example.org',
      SYSLOG_PORT: '5514',
      ROUTEROS_TLS_VERIFY: 'false',
      CONFIG_FILE: '/config/config.yaml',
      FORGET_AFTER: '30d',
      MQTT_URL: 'mqtts://core-mosquitto:8883',
      HOST: '0.0.0.0',
      PORT: '8490',
      STATE_DIR: '/data/state',
      INGRESS_ADDRESS: '172.30.32.2',
    });
  });

  it('give what API_KEY gives to every user of Home Assistant who sees the page, unless it shall ask', () => {
    const ingressOf = (more: object) => {
      const result = configOf(toEnvironment({ ...filled, ...more }, null));
      return 'config' in result && [result.config.ingressAddress, result.config.ingressKey];
    };
    expect(ingressOf({})).toEqual(['172.30.32.2', false]);
    expect(ingressOf({ ingress_key: true })).toEqual(['172.30.32.2', true]);
  });
});

describe('the script of the add-on', () => {
  async function run(
    { onTestFinished }: TestContext,
    answer: { status: number; body: unknown },
    program: string,
  ) {
    const directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-addon-'));
    const asked: (string | undefined)[] = [];
    const supervisor = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      response.writeHead(answer.status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(answer.body));
    }).listen(0, '127.0.0.1');
    await once(supervisor, 'listening');
    onTestFinished(() => {
      supervisor.close();
      rmSync(directory, { recursive: true });
    });
    writeFileSync(join(directory, 'options.json'), JSON.stringify(filled));
    writeFileSync(join(directory, 'program.mjs'), program);
    const script = spawn(process.execPath, [compile(join(root, 'addon', 'run.mts'))], {
      env: {
        OPTIONS_FILE: join(directory, 'options.json'),
        PROGRAM: join(directory, 'program.mjs'),
        SUPERVISOR_URL: `http://127.0.0.1:${(supervisor.address() as AddressInfo).port}`,
        SUPERVISOR_TOKEN: 'the token',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [output, errors] = ['', ''];
    script.stdout.on('data', (chunk: Buffer) => (output += String(chunk)));
    script.stderr.on('data', (chunk: Buffer) => (errors += String(chunk)));
    const exit = once(script, 'close').then(([code]) => code as number | null);
    return { script, exit, asked, output: () => output, errors: () => errors };
  }

  const PRINT = 'console.log(JSON.stringify(process.env)); process.exitCode = 78;';

  it("gives the service its options and the broker's log-in, not its own token, and ends as it ends", async (context) => {
    const { exit, asked, output } = await run(
      context,
      { status: 200, body: { result: 'ok', data: mosquitto } },
      PRINT,
    );
    expect(await exit).toBe(78);
    expect(asked).toEqual(['/services/mqtt Bearer the token']);
    const environment = JSON.parse(output()) as Record<string, string>;
    expect(environment).toMatchObject(toEnvironment(filled, mosquitto));
    expect(environment).not.toHaveProperty('SUPERVISOR_TOKEN');
  });

  it('runs without a broker, and prints how to get one', async (context) => {
    const refusal = { status: 400, body: { result: 'error', message: 'Service not enabled' } };
    const { exit, output, errors } = await run(context, refusal, PRINT);
    await exit;
    expect(JSON.parse(output())).not.toHaveProperty('MQTT_URL');
    expect(errors()).toContain('install the Mosquitto app');
  });

  it('passes the signal on that ends it', async (context) => {
    const { script, exit, output } = await run(
      context,
      { status: 200, body: { result: 'ok', data: mosquitto } },
      `process.on('SIGTERM', () => { console.log('goodbye'); process.exit(0); }); setInterval(() => {}, 1000); console.log('up');`,
    );
    await once(script.stdout, 'data');
    script.kill('SIGTERM');
    expect(await exit).toBe(0);
    expect(output()).toBe('up\ngoodbye\n');
  });
});
