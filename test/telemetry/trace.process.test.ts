/** Traces as a collector gets them, and that without one nothing of them is there. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startDemoBroker } from '../../src/demo/broker.ts';
import { startNetwork } from '../../src/demo/network.ts';
import { noTrace } from '../../src/telemetry/trace.ts';
import { startTrace } from '../../src/telemetry/start-trace.ts';
import { LOOPBACK, startProgram } from '../program.ts';
import { type CollectedSpan, startCollector, valuesOf } from './collector.ts';

const API_KEY = 'a-key-of-sixteen-characters';
const MCP_API_KEY = 'another-key-of-that-length';
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const traceparent = `00-${TRACE}-${PARENT}-01`;

/** Says at the end how many modules of OpenTelemetry's SDK were loaded; the API alone comes with prom-client. */
const CENSUS = `data:text/javascript,${encodeURIComponent(`
  import Module from 'node:module';
  process.on('exit', () => {
    const loaded = Object.keys(Module._cache).filter((path) => /@opentelemetry.(?!api\\W)/.test(path));
    console.log('loaded ' + loaded.length);
  });`)}`;

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function begin(env: Record<string, string>, files: Record<string, string> = {}) {
  const network = await startNetwork({ seed: 7 });
  network.house.pause();
  const [router] = network.routers;
  const program = startProgram({
    env: {
      ...LOOPBACK,
      ROUTEROS_URL: router!.url,
      ROUTEROS_USERNAME: router!.username,
      ROUTEROS_PASSWORD: router!.password,
      API_KEY,
      POLL_INTERVAL: '1s',
      HISTORY_MAX_SIZE: '0',
      ...env,
    },
    files,
    imports: [CENSUS],
  });
  ends.push(program.discard, () => network.stop());
  const url = await program.url();
  await program.told('router ready');
  return { program, url, password: router!.password };
}

/** The parts of the program that not every test is about, which take as long to start as the rest of it. */
async function beginWhole(env: Record<string, string>, files?: Record<string, string>) {
  const login = { username: 'presence', password: 'open sesame' };
  const broker = await startDemoBroker(login);
  ends.push(broker.stop);
  const mqtt = { MQTT_URL: broker.url, MQTT_USERNAME: login.username, MQTT_PASSWORD: login.password };
  return begin({ MCP_API_KEY, ...mqtt, ...env }, files);
}

describe('with a collector', () => {
  it('a request, a poll and a call are told as trees, and nobody is named', async () => {
    const collector = await startCollector();
    ends.push(collector.stop);
    const { program, url, password } = await beginWhole(
      { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_HEADERS: 'x-token=collectors%20own' },
      { '.env': 'OTEL_SERVICE_NAME=house\nOTEL_BSP_SCHEDULE_DELAY=100\n' },
    );
    const headers = { 'x-api-key': API_KEY, 'x-correlation-id': 'asked-by-the-test', traceparent };
    const answer = await fetch(`${url}/devices?limit=1000&detail=full`, { headers });
    const { devices } = (await answer.json()) as { devices: { name: string; mac_address: string }[] };
    expect(devices.length).toBeGreaterThan(5);
    const named = devices.find(({ name, mac_address }) => name !== mac_address)!;
    await fetch(`${url}/devices/${encodeURIComponent(named.name)}`, { headers: { 'x-api-key': API_KEY } });
    const call = (body: object, more: Record<string, string> = {}) =>
      fetch(`${url}/mcp`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${MCP_API_KEY}`,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...more,
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...body }),
      });
    const opened = await call({
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } },
    });
    await opened.text();
    const session = {
      'mcp-session-id': opened.headers.get('mcp-session-id')!,
      'mcp-protocol-version': '2025-06-18',
      'x-correlation-id': 'called-by-the-test',
      traceparent,
    };
    const params = { name: 'get_device', arguments: { device: named.mac_address } };
    const called = await call({ method: 'tools/call', params }, session);
    expect(await called.text()).toContain(named.mac_address);

    const { spans } = collector;
    const of = (span: CollectedSpan) => valuesOf(span.attributes);
    const childrenOf = ({ spanId }: CollectedSpan) =>
      spans.filter(({ parentSpanId }) => parentSpanId === spanId);
    const find = (name: string, is: (span: CollectedSpan) => boolean = () => true) =>
      spans.find((span) => span.name === name && is(span));
    await vi.waitFor(
      () => {
        expect(find('tools/call get_device')).toBeDefined();
        expect(find('POST /mcp', ({ traceId }) => traceId === TRACE)).toBeDefined();
        const told = find('poll', (poll) => childrenOf(poll).some(({ name }) => name === 'publish'));
        expect(told && childrenOf(childrenOf(told).find(({ name }) => name === 'publish')!).length).toBe(1);
      },
      { timeout: 30_000, interval: 50 },
    );

    // the caller's trace goes on
    const request = find('GET /devices', ({ traceId }) => traceId === TRACE)!;
    expect(request).toMatchObject({ parentSpanId: PARENT, kind: 2 });
    expect(of(request)).toEqual({
      'http.request.method': 'GET',
      'http.route': '/devices',
      'http.response.status_code': 200,
      correlation_id: 'asked-by-the-test',
    });
    expect(childrenOf(request).map(({ name }) => name)).toEqual(['snapshot']);
    // who brings none begins one, of a route and not of what was asked
    const other = find('GET /devices/{device_id}')!;
    expect([other.traceId === TRACE, other.parentSpanId || undefined]).toEqual([false, undefined]);

    const post = find('POST /mcp', ({ traceId }) => traceId === TRACE)!;
    expect(post.parentSpanId).toBe(PARENT);
    const [tool] = childrenOf(post);
    expect([tool!.name, of(tool!)]).toEqual([
      'tools/call get_device',
      { 'mcp.tool.name': 'get_device', correlation_id: 'called-by-the-test' },
    ]);

    const poll = find('poll', (each) => childrenOf(each).some(({ name }) => name === 'publish'))!;
    const parts = childrenOf(poll);
    expect(of(poll)).toEqual({ router: 'router' });
    expect(parts.map(({ name }) => name).slice(-2)).toEqual(['step', 'publish']);
    const reads = parts.slice(0, -2);
    expect(new Set(reads.map(({ name }) => name))).toEqual(new Set(['read', 'monitor']));
    expect(reads.map((read) => of(read)['table'])).toContain('interface/wifi/registration-table');
    const [mqtt] = childrenOf(parts.at(-1)!);
    expect([mqtt!.name, Object.keys(of(mqtt!))]).toEqual(['mqtt', ['messaging.batch.message_count']]);

    // how it is sent is said by OpenTelemetry's own variables, .env included
    expect(collector.resource()).toMatchObject({ 'service.name': 'house' });
    expect(collector.headers[0]!['x-token']).toBe('collectors own');
    // the end is told as well
    const count = spans.length;
    await fetch(`${url}/people`, { headers });
    program.process.kill('SIGTERM');
    expect(await program.exit).toEqual([0, null]);
    expect(spans.slice(count).map(({ name }) => name)).toContain('GET /people');
    expect(Number(/loaded (\d+)/.exec(program.output())?.[1])).toBeGreaterThan(10);

    const all = collector.texts.join('\n');
    for (const secret of [password, API_KEY, MCP_API_KEY, 'open sesame', 'collectors own'])
      expect(all).not.toContain(secret);
    for (const { name, mac_address } of devices) {
      expect(all).not.toContain(mac_address);
      if (name.length > 3) expect(all).not.toContain(name);
    }
  });

  it('that takes nothing, nothing else suffers, and it is said once, and again after something was taken', async () => {
    const collector = await startCollector(400);
    ends.push(collector.stop);
    const { program, url } = await begin({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '50',
      OTEL_TRACES_SAMPLER: 'always_on',
      RATE_LIMIT: '6000',
    });
    await program.told('traces not sent');
    const complaints = () => program.lines().filter(({ msg }) => msg === 'traces not sent').length;
    // each request is a span, and polls are others
    const further = async (count: number) => {
      const before = collector.texts.length;
      await vi.waitFor(
        async () => {
          expect((await fetch(`${url}/people`, { headers: { 'x-api-key': API_KEY } })).status).toBe(200);
          expect(collector.texts.length).toBeGreaterThan(before + count);
        },
        { timeout: 30_000, interval: 50 },
      );
    };
    await further(3);
    expect(complaints()).toBe(1);
    collector.answer(200);
    await further(1);
    collector.answer(400);
    await further(1);
    await vi.waitFor(() => expect(complaints()).toBe(2), { timeout: 30_000 });
    await further(3);
    expect(complaints()).toBe(2);
    program.process.kill('SIGTERM');
    expect(await program.exit).toEqual([0, null]);
  });
});

describe('with a collector that is silent', () => {
  it('the end does not wait for it', async () => {
    const collector = await startCollector(null);
    ends.push(collector.stop);
    const { program } = await begin({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_TIMEOUT: '3000',
      OTEL_BSP_SCHEDULE_DELAY: '50',
      OTEL_TRACES_SAMPLER: 'always_on',
    });
    await vi.waitFor(() => expect(collector.texts.length).toBeGreaterThan(0), { timeout: 30_000 });
    program.process.kill('SIGTERM');
    expect(await program.exit).toEqual([0, null]);
    expect(program.lines().at(-1)).toMatchObject({ msg: 'stopped' });
  });
});

describe('without a collector', () => {
  it('nothing of its SDK is loaded', async () => {
    const { program, url } = await beginWhole({});
    await fetch(`${url}/devices`, { headers: { 'x-api-key': API_KEY, traceparent } });
    program.process.kill('SIGTERM');
    expect(await program.exit).toEqual([0, null]);
    expect(program.output()).toContain('loaded 0');
  });

  it('a span is a plain call', async () => {
    const log = { info: () => {}, warn: () => {} };
    const off = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
    for (const env of [{}, { ...off, OTEL_SDK_DISABLED: 'true' }, { ...off, OTEL_TRACES_EXPORTER: 'none' }])
      expect(await startTrace(env, { version: '0.0.0', log })).toBe(noTrace);
    const value = {};
    expect(noTrace.span('a', {}, () => value)).toBe(value);
    expect(noTrace.serve('a', {}, {}, () => value)).toBe(value);
    expect(() =>
      noTrace.span('a', {}, () => {
        throw new Error('out');
      }),
    ).toThrow('out');
  });
});
