/** A Home Assistant core as a process: begun, walked through its onboarding, given a broker, asked over REST and WebSocket. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../mosquitto.ts';

export interface State {
  entity_id: string;
  state: string;
  attributes: Record<string, unknown>;
}

export interface Entity {
  entity_id: string;
  unique_id: string;
  platform: string;
  device_id: string | null;
  original_name: string | null;
  name: string | null;
  disabled_by: string | null;
  hidden_by: string | null;
  entity_category: string | null;
  has_entity_name: boolean;
}

export interface HaDevice {
  id: string;
  name: string | null;
  identifiers: [string, string][];
  connections: [string, string][];
  manufacturer: string | null;
  model: string | null;
  sw_version: string | null;
  area_id: string | null;
  via_device_id: string | null;
  config_entries: string[];
  primary_config_entry?: string | null;
  configuration_url: string | null;
}

/** One change of a state, in the order in which Home Assistant told of them. */
export interface Change {
  at: number;
  entity_id: string;
  from: string | null;
  to: string | null;
  attributes: Record<string, unknown>;
}

export interface HomeAssistant {
  version: string;
  rest: (method: string, path: string, body?: unknown) => Promise<unknown>;
  ask: <T = unknown>(message: { type: string } & Record<string, unknown>) => Promise<T>;
  states: () => Promise<Map<string, State>>;
  entities: () => Promise<Entity[]>;
  devices: () => Promise<HaDevice[]>;
  changes: Change[];
  entryId: string;
  /** All it ever logged. */
  log: () => string;
  /** As a user restarts it. */
  restart: () => Promise<void>;
  stop: () => Promise<void>;
}

export interface HomeAssistantOptions {
  /** What starts `hass`; words. */
  command: string;
  /** Where the root of its file system is, when that is another one. */
  root: string;
  brokerPort: number;
}

const UP_MS = 180_000;

export async function until<T>(
  what: string,
  ms: number,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`not within ${ms / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

export async function startHomeAssistant(options: HomeAssistantOptions): Promise<HomeAssistant> {
  const { command, root, brokerPort } = options;
  mkdirSync(`${root}/tmp`, { recursive: true });
  const outside = mkdtempSync(`${root}/tmp/ha-`);
  const inside = outside.slice(root.length);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(
    join(outside, 'configuration.yaml'),
    [
      `http: {server_host: 127.0.0.1, server_port: ${port}}`,
      'api:\nconfig:\nwebsocket_api:\nonboarding:\nperson:\nautomation: !include automations.yaml',
      'recorder: {commit_interval: 1}',
      'zone: [{name: Cabin, latitude: 60.0, longitude: 10.0, radius: 50}]',
      'homeassistant: {name: T, latitude: 52.0, longitude: 5.0, unit_system: metric, time_zone: UTC}',
      'logger: {default: warning, logs: {homeassistant.components.mqtt: info, homeassistant.helpers.template: info}}',
    ].join('\n'),
  );
  writeFileSync(join(outside, 'automations.yaml'), '[]\n');
  const logPath = join(outside, 'out.log');
  const changes: Change[] = [];
  const id = `${url}/`;
  let child: ChildProcess | null = null;
  let socket: Asking | null = null;
  let token = '';
  let refresh = '';

  process.once('exit', () => child?.kill('SIGKILL'));

  async function call(method: string, path: string, body?: unknown, isForm = false): Promise<unknown> {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(token === '' ? {} : { Authorization: `Bearer ${token}` }),
        'Content-Type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
      },
      ...(body === undefined
        ? {}
        : { body: isForm ? new URLSearchParams(body as Record<string, string>) : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    return text === '' ? null : JSON.parse(text);
  }

  async function begin(): Promise<void> {
    const out = createWriteStream(logPath, { flags: 'a' });
    const [program, ...args] = [...command.trim().split(/\s+/), '-c', inside, '--skip-pip'];
    child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout!.pipe(out);
    child.stderr!.pipe(out);
    await until('Home Assistant answers', UP_MS, async () => {
      if (child?.exitCode !== null)
        throw new Error(`hass ended: ${readFileSync(logPath, 'utf8').slice(-2000)}`);
      // it answers who may not ask as well; the onboarding has an answer only until it is done
      return fetch(`${url}/api/`).then(
        () => true,
        () => false,
      );
    });
  }

  async function end(): Promise<void> {
    socket?.close();
    const ending = child;
    child = null;
    if (ending === null || ending.exitCode !== null) return;
    const gone = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill('SIGTERM');
    const timer = setTimeout(() => ending.kill('SIGKILL'), 30_000);
    await gone;
    clearTimeout(timer);
  }

  async function logIn(form: Record<string, string>): Promise<void> {
    const answer = (await call('POST', '/auth/token', { client_id: id, ...form }, true)) as Record<
      string,
      string
    >;
    token = answer['access_token']!;
    refresh = answer['refresh_token'] ?? refresh;
  }

  async function listen(): Promise<void> {
    socket = await openSocket(`${url.replace('http', 'ws')}/api/websocket`, token, (event) => {
      const { entity_id, old_state, new_state } = event['data'] as {
        entity_id: string;
        old_state: State | null;
        new_state: State | null;
      };
      const [from, to] = [old_state?.state ?? null, new_state?.state ?? null];
      changes.push({ at: Date.now(), entity_id, from, to, attributes: new_state?.attributes ?? {} });
    });
    await socket.ask({ type: 'subscribe_events', event_type: 'state_changed' });
    await until('Home Assistant runs', UP_MS, async () => {
      const { state } = (await call('GET', '/api/config')) as { state: string };
      return state === 'RUNNING';
    });
  }

  await begin();
  const user = { client_id: id, name: 't', username: 't', password: 't', language: 'en' };
  const { auth_code } = (await call('POST', '/api/onboarding/users', user)) as { auth_code: string };
  await logIn({ grant_type: 'authorization_code', code: auth_code });
  // these set up integrations that ask the internet, and may fail without it: nothing here needs them
  for (const step of ['core_config', 'analytics'])
    await call('POST', `/api/onboarding/${step}`, {}).catch(() => null);
  await call('POST', '/api/onboarding/integration', { client_id: id, redirect_uri: id }).catch(() => null);
  const { version } = (await call('GET', '/api/config')) as { version: string };
  await listen();
  // a newer core tries the HTTP settings of its file for 5 minutes, and restarts without them if nobody confirms; an older one has no such trial
  await socket!.ask({ type: 'http/config/promote' }).catch(() => null);
  const entryId = await addBroker(call, brokerPort);

  return {
    version,
    rest: call,
    ask: (message) => socket!.ask(message) as never,
    states: async () =>
      new Map(((await call('GET', '/api/states')) as State[]).map((state) => [state.entity_id, state])),
    entities: async () => (await socket!.ask({ type: 'config/entity_registry/list' })) as Entity[],
    devices: async () => (await socket!.ask({ type: 'config/device_registry/list' })) as HaDevice[],
    changes,
    entryId,
    log: () => readFileSync(logPath, 'utf8'),
    restart: async () => {
      await end();
      await begin();
      await logIn({ grant_type: 'refresh_token', refresh_token: refresh });
      await listen();
    },
    stop: async () => {
      await end();
      rmSync(outside, { recursive: true, force: true });
    },
  };
}

interface Step {
  type: string;
  flow_id: string;
  step_id: string;
  data_schema?: { name: string; required?: boolean }[];
  errors?: unknown;
  result?: { entry_id: string };
}

/** The form differs with the release; it says itself what it asks for. */
async function addBroker(
  call: (method: string, path: string, body?: unknown) => Promise<unknown>,
  port: number,
): Promise<string> {
  const flow = '/api/config/config_entries/flow';
  let step = (await call('POST', flow, { handler: 'mqtt' })) as Step;
  const offered: Record<string, unknown> = {
    broker: '127.0.0.1',
    port,
    protocol: '5',
    other_settings: { set_client_cert: false, set_ca_cert: 'off', transport: 'tcp' },
    advanced_options: false,
  };
  for (let turn = 0; turn < 4 && step.type !== 'create_entry'; turn++) {
    const asked = step.data_schema?.map(({ name }) => name) ?? [];
    const answer =
      step.type === 'menu'
        ? { next_step_id: 'broker' }
        : Object.fromEntries(asked.filter((name) => name in offered).map((name) => [name, offered[name]]));
    step = (await call('POST', `${flow}/${step.flow_id}`, answer)) as Step;
  }
  if (step.type !== 'create_entry') throw new Error(`no MQTT entry: ${JSON.stringify(step)}`);
  return step.result!.entry_id;
}

interface Asking {
  ask: (message: { type: string } & Record<string, unknown>) => Promise<unknown>;
  close: () => void;
}

async function openSocket(
  url: string,
  token: string,
  onEvent: (event: Record<string, unknown>) => void,
): Promise<Asking> {
  const socket = new WebSocket(url);
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let last = 0;
  const ready = new Promise<void>((resolve, reject) => {
    socket.onerror = () => reject(new Error('WebSocket failed'));
    socket.onclose = () => {
      for (const { reject: fail } of waiting.values()) fail(new Error('WebSocket closed'));
    };
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as Record<string, unknown>;
      const asked = waiting.get(message['id'] as number);
      if (message['type'] === 'auth_required')
        socket.send(JSON.stringify({ type: 'auth', access_token: token }));
      else if (message['type'] === 'auth_ok') resolve();
      else if (message['type'] === 'auth_invalid') reject(new Error('token refused'));
      else if (message['type'] === 'event') onEvent(message['event'] as Record<string, unknown>);
      else if (message['type'] === 'result' && asked !== undefined) {
        waiting.delete(message['id'] as number);
        if (message['success'] === true) asked.resolve(message['result']);
        else asked.reject(new Error(JSON.stringify(message['error'])));
      }
    };
  });
  await ready;
  return {
    ask: (message) =>
      new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        socket.send(JSON.stringify({ id: last, ...message }));
      }),
    close: () => socket.close(),
  };
}
