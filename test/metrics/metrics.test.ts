/** What a scrape shows of a snapshot, of the health and of what was counted; who gets it, and in which form. */
import { Worker } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { MAX_DEVICE_SERIES } from '../../src/metrics/device.ts';
import { MAX_PLACES } from '../../src/metrics/place.ts';
import { cleanText } from '../../src/parse/text.ts';
import type { Device } from '../../src/record/device.ts';
import { newFolder, startScene } from '../history/scene.ts';
import { device, health, manyDevices, snapshot, wifiInterface } from '../mcp/snapshot.ts';
import { readDocument, start as startApp } from '../rest/start.ts';
import { runs } from '../runs.ts';
import { type Family, parse, valueOf } from './exposition.ts';
import { ask, KEY, start } from './start.ts';
import { anyText } from '../any-text.ts';

const P = 'mikrotik_presence_';
const right = { authorization: `Bearer ${KEY}` };
const id = '3c22fb0a1b2c';

describe('the text', () => {
  it('is strict in both forms, and says the same', async () => {
    const { metrics } = start();
    metrics.meter.counters.poll('router', 'complete', 120);
    metrics.meter.counters.route('/devices')('GET', 200, 0.7);
    const openmetrics = 'application/openmetrics-text; version=1.0.0';
    const first = await ask(metrics, { ...right, accept: openmetrics });
    expect(first.headers.get('content-type')).toBe(
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    );
    const plain = await ask(metrics, right);
    expect(plain.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const open = parse(await first.text(), 'openmetrics');
    const families = parse(await plain.text());
    const renamed = [...families].map(([name, { type }]) =>
      type === 'counter' ? name.replace(/_total$/, '') : name,
    );
    expect([...open.keys()]).toEqual(renamed);
    for (const name of [`${P}polls_total`, `${P}device_tx_bytes_total`, 'process_cpu_seconds_total'])
      expect(valueOf(open, name, name.includes('polls') ? { result: 'complete' } : {})).not.toBeNull();
    expect([...families.keys()].filter((name) => name.startsWith('process_')).length).toBeGreaterThan(3);
    for (const [name, { help }] of families) expect(help.length, name).toBeGreaterThan(5);
  });

  it('asked in both forms at once is each of them', async () => {
    const { metrics } = start();
    const forms = ['prometheus', 'openmetrics', 'openmetrics', 'prometheus'] as const;
    const texts = forms.map(async (form) => {
      const accept = form === 'openmetrics' ? 'application/openmetrics-text' : 'text/plain';
      return (await ask(metrics, { ...right, accept })).text();
    });
    for (const [index, text] of (await Promise.all(texts)).entries())
      expect(parse(text, forms[index]).size).toBeGreaterThan(50);
  });

  it.each([
    ['*/*', 'text/plain'],
    ['', 'text/plain'],
    [
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      'application/openmetrics-text',
    ],
    ['application/openmetrics-text;version=0.0.1,text/plain;q=0.5', 'text/plain'],
    ['text/plain, application/openmetrics-text;q=0.9', 'text/plain'],
    ['application/openmetrics-text;q=0', 'text/plain'],
  ])('to "%s" is %s', async (accept, type) => {
    const answer = await ask(start().metrics, { ...right, accept });
    expect(answer.headers.get('content-type')).toMatch(new RegExp(`^${type};`));
  });

  it('is zipped for who takes that', async () => {
    const { metrics } = start();
    const answer = await ask(metrics, { ...right, 'accept-encoding': 'gzip' });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(String(bytes.length)).toBe(answer.headers.get('content-length'));
    expect(parse(gunzipSync(bytes).toString()).size).toBeGreaterThan(50);
    const plain = await ask(metrics, { ...right, 'accept-encoding': 'gzip;q=0, identity' });
    expect(plain.headers.get('content-encoding')).toBeNull();
  });

  it('two of them share nothing', async () => {
    const [one, other] = [start(), start()];
    one.metrics.meter.counters.mqttConnection();
    expect(valueOf(await one.families(), `${P}mqtt_connections_total`)).toBe(1);
    expect(valueOf(await other.families(), `${P}mqtt_connections_total`)).toBe(0);
  });
});

describe('who asks', () => {
  it('needs a key', async () => {
    const { metrics } = start();
    expect((await ask(metrics, { 'x-api-key': KEY })).status).toBe(200);
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { ...right, 'x-api-key': 'wrong' }]) {
      const answer = await ask(metrics, headers as Record<string, string>);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="metrics"');
      expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      const text = await answer.text();
      expect(text).toContain('METRICS_KEY');
      expect(text).not.toContain(P);
    }
  });

  it('who tries wrong ones is told to wait', async () => {
    const { metrics } = start();
    let last = await ask(metrics, { 'x-api-key': 'wrong' });
    for (let tries = 0; last.status === 401 && tries < 100; tries++)
      last = await ask(metrics, { 'x-api-key': 'wrong' });
    expect([last.status, Number(last.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect((await ask(metrics, right)).status).toBe(429);
  });

  it('without any key there is nothing', async () => {
    const { metrics } = start(snapshot(), { authenticator: null });
    const answer = await ask(metrics, right);
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('METRICS_KEY')]);
  });

  it('is told that something went wrong, and the log what', async () => {
    const broken = () => {
      throw new Error('broken');
    };
    const { metrics } = start(snapshot(), { health: broken });
    const { ask: askApp, lines } = startApp({ further: { '/metrics': metrics.respond } });
    const answer = await askApp('/metrics', { ...right, 'X-Correlation-ID': 'scrape-1' });
    expect([answer.status, answer.headers.get('x-correlation-id')]).toEqual([500, 'scrape-1']);
    expect(await answer.text()).not.toContain('broken');
    expect(lines.map(({ message, fields }) => [message, fields['correlation_id']])).toEqual([
      ['request failed', 'scrape-1'],
      ['request', 'scrape-1'],
    ]);
  });
});

describe('what is not known', () => {
  it('is no series', async () => {
    const unknown: Partial<Device> = { presence: 'unknown', connected: null, last_seen_at: null };
    const mute = { ...wifiInterface, client_count: null };
    const families = await start(snapshot([device(unknown)], { interfaces: [mute] })).families();
    for (const name of ['home', 'connected', 'signal_dbm', 'tx_rate_bytes_per_second', 'tx_bytes_total'])
      expect(valueOf(families, `${P}device_${name}`), name).toBeNull();
    expect(valueOf(families, `${P}device_last_seen_timestamp_seconds`)).toBeNull();
    expect(valueOf(families, `${P}clients`)).toBeNull();
    for (const name of ['mqtt_connected', 'history_size_bytes', 'mcp_sessions', 'log_problem'])
      expect(valueOf(families, P + name), name).toBeNull();
    expect(valueOf(families, `${P}device_info`, { device_id: id })).toBe(1);
  });

  it('before the first snapshot is all of it', async () => {
    const families = await start(null).families();
    expect(valueOf(families, `${P}snapshot_age_seconds`)).toBeNull();
    expect(families.get(`${P}device_info`)!.series).toEqual([]);
    expect(valueOf(families, `${P}devices_omitted`)).toBe(0);
    expect(valueOf(families, `${P}build_info`)).toBe(1);
  });

  it('nobody on an access point is 0, which is known', async () => {
    const families = await start(
      snapshot([], { interfaces: [{ ...wifiInterface, client_count: 0 }] }),
    ).families();
    expect(valueOf(families, `${P}clients`, { access_point: 'hall', band: '5GHz', ssid: 'home' })).toBe(0);
  });
});

describe('a device', () => {
  it('has its values in base units, by its id alone', async () => {
    const families = await start().families();
    const { series } = families.get(`${P}device_signal_dbm`)!;
    expect(series).toEqual([{ name: `${P}device_signal_dbm`, labels: { device_id: id }, value: -61 }]);
    expect(valueOf(families, `${P}device_tx_rate_bytes_per_second`)).toBe(108_337_500);
    expect(valueOf(families, `${P}device_rx_bytes_total`)).toBe(765_432);
    expect(valueOf(families, `${P}device_home`)).toBe(1);
    expect(valueOf(families, `${P}snapshot_age_seconds`)).toBe(3.5);
    for (const [name, family] of families) {
      if (!name.startsWith(`${P}device_`) || name === `${P}device_info`) continue;
      for (const { labels } of family.series) expect(Object.keys(labels), name).toEqual(['device_id']);
    }
  });

  it.each([
    ['known', ['known']],
    ['all', ['known', 'stranger']],
    ['none', []],
  ] as const)('METRICS_DEVICES=%s', async (metricsDevices, expected) => {
    const devices = ['known', 'stranger', 'gone'].map((name, index) =>
      device({ name, mac_address: `3C:22:FB:00:00:0${index}`, ...(name === 'gone' && { presence: 'away' }) }),
    );
    const current = snapshot(devices, { known: new Set([devices[0]!.device_id]) });
    const families = await start(current, { metricsDevices }).families();
    expect(families.get(`${P}device_info`)!.series.map(({ labels }) => labels['name'])).toEqual(expected);
    // those are counted whoever has series
    expect(valueOf(families, `${P}clients`)).toBe(3);
    expect(valueOf(families, `${P}devices`, { presence: 'away', known: 'false' })).toBe(1);
  });
});

describe('hostile names', () => {
  it('spoil nothing: any text that a record can hold is a label that reads back unchanged', async () => {
    let current = snapshot();
    const { families: read } = start(null, { snapshot: () => current });
    await fc.assert(
      fc.asyncProperty(anyText({ maxLength: 300 }), async (sent) => {
        const name = cleanText(sent) ?? '';
        current = snapshot([device({ name, access_point: name, ssid: name })]);
        const families = await read();
        const [info] = families.get(`${P}device_info`)!.series;
        expect(info!.labels['name'] ?? '').toBe(name);
      }),
      { numRuns: runs(12), examples: [['"} 1\nevil{a="'], ['\\'], ['\ud800'], ['x'.repeat(127) + '😀']] },
    );
  });

  it('an empty one is no label', async () => {
    const devices = ['home', 'home', '', null].map((ssid, index) =>
      device({ ssid, mac_address: `3C:22:FB:00:00:0${index}` }),
    );
    const families = await start(snapshot(devices)).families();
    const { series } = families.get(`${P}clients`)!;
    const values = new Map(series.map(({ labels, value }) => [labels['ssid'], value]));
    expect(values).toEqual(
      new Map([
        [undefined, 2],
        ['home', 2],
      ]),
    );
  });

  it('in any number make a bounded number of series', async () => {
    const count = MAX_DEVICE_SERIES + 500;
    const devices = manyDevices(count).map((one, index) => ({ ...one, ssid: `net ${index}` }));
    const known = new Set(devices.slice(-3).map(({ device_id }) => device_id));
    const current = snapshot(devices, { known, interfaces: [] });
    const families = await start(current, { metricsDevices: 'all' }).families();
    const chosen = families.get(`${P}device_info`)!.series.map(({ labels }) => labels['device_id']!);
    expect(chosen).toHaveLength(MAX_DEVICE_SERIES);
    expect(chosen).toEqual(expect.arrayContaining([...known]));
    expect(valueOf(families, `${P}devices_omitted`)).toBe(500);
    const places = families.get(`${P}clients`)!.series;
    expect(places).toHaveLength(MAX_PLACES + 1);
    expect(places.reduce((sum, { value }) => sum + value, 0)).toBe(count);
  });

  it('those in too many places are one series with those of unknown place', async () => {
    const lost = { access_point: null, access_point_id: null, band: null, ssid: null };
    const devices = manyDevices(MAX_PLACES + 2).map((one, index) => ({
      ...one,
      ...(index === 0 ? lost : { ssid: `net ${index}` }),
    }));
    const families = await start(snapshot(devices, { interfaces: [] })).families();
    const places = families.get(`${P}clients`)!.series;
    expect(places).toHaveLength(MAX_PLACES);
    expect(places.filter(({ labels }) => Object.keys(labels).length === 0)).toMatchObject([{ value: 3 }]);
  });

  it('of methods are one', async () => {
    const { metrics, families } = start();
    const tell = metrics.meter.counters.route('none');
    for (let index = 0; index < 50; index++) tell(`BREW${index}`, 404, 1);
    tell('GET', 404, 4000);
    const read = await families();
    expect(read.get(`${P}http_requests_total`)!.series).toHaveLength(2);
    expect(valueOf(read, `${P}http_requests_total`, { method: 'other' })).toBe(50);
    expect(valueOf(read, `${P}http_request_duration_seconds_bucket`, { le: '2.5' })).toBe(50);
    expect(valueOf(read, `${P}http_request_duration_seconds_count`)).toBe(51);
  });
});

describe('a metric that was renamed', () => {
  it('keeps its old name, marked as deprecated, with the same values', async () => {
    const { metrics, families } = start();
    metrics.meter.counters.quickPoll('router', true);
    metrics.meter.counters.quickPoll('router', false);
    const read = await families();
    const [renamed, former] = ['quick_polls_total', 'looks_total'].map((name) => read.get(P + name)!);
    expect(former!.help).toBe('Deprecated: the former name of quick_polls_total.');
    const values = ({ series }: Family) => series.map(({ labels, value }) => [labels['result'], value]);
    expect(values(renamed!)).toEqual([
      ['complete', 1],
      ['failed', 1],
    ]);
    expect(values(former!)).toEqual(values(renamed!));
  });

  it('and changed its unit keeps the old name with the old unit, and says both', async () => {
    const read = await start().families();
    for (const [direction, bits] of [
      ['tx', 866_700_000],
      ['rx', 780_000_000],
    ] as const) {
      const former = read.get(`${P}device_${direction}_rate_bits_per_second`)!;
      expect(former.help).toBe(
        `Deprecated: the former name of device_${direction}_rate_bytes_per_second, in bits per second.`,
      );
      expect(former.series.map(({ value }) => value)).toEqual([bits]);
      expect(valueOf(read, `${P}device_${direction}_rate_bytes_per_second`)).toBe(bits / 8);
    }
  });
});

describe('other routers from here on', () => {
  it('begin with zeros, and those that are gone are told no more, whatever still comes of them', async () => {
    const changed = { health: () => health({ routers: [] }) };
    const { metrics, families } = start(null, changed, ['stays', 'goes']);
    const happen = (router: string) => {
      metrics.meter.counters.poll(router, 'partial', 120);
      metrics.meter.counters.quickPoll(router, true);
      metrics.meter.counters.tableRead(router, 'ip/arp', 'failed', 20);
      metrics.meter.counters.event('roamed', router);
    };
    for (const router of ['stays', 'goes']) happen(router);
    const routersOf = async () => {
      const series = [...(await families()).values()].flatMap((family) => family.series);
      return new Set(series.flatMap(({ labels }) => labels['router'] || []));
    };
    expect(await routersOf()).toEqual(new Set(['stays', 'goes']));

    metrics.meter.configure([{ id: 'stays' }, { id: 'comes' }]);
    happen('goes');
    expect(await routersOf()).toEqual(new Set(['stays', 'comes']));
    const read = await families();
    const polls = (router: string, result: string) => valueOf(read, `${P}polls_total`, { router, result });
    expect([polls('stays', 'partial'), polls('comes', 'partial'), polls('comes', 'failed')]).toEqual([
      1, 0, 0,
    ]);
    expect(valueOf(read, `${P}quick_polls_total`, { router: 'comes', result: 'failed' })).toBe(0);
    expect(valueOf(read, `${P}quick_polls_total`, { router: 'stays', result: 'complete' })).toBe(1);
    expect(valueOf(read, `${P}events_total`, { router: 'comes', event_type: 'left' })).toBe(0);
    // what happened to devices is never lost
    expect(valueOf(read, `${P}events_total`, { router: '', event_type: 'roamed' })).toBe(1);
    expect(valueOf(read, `${P}table_reads_total`, { router: 'stays' })).toBe(1);
    expect(valueOf(read, `${P}read_duration_seconds_count`, { router: 'stays' })).toBe(1);

    // one that comes back begins anew
    metrics.meter.configure([{ id: 'goes' }]);
    expect(valueOf(await families(), `${P}polls_total`, { router: 'goes', result: 'partial' })).toBe(0);
    expect(await routersOf()).toEqual(new Set(['goes']));
  });
});

describe('the history', () => {
  it('is counted, and what it could not write', async () => {
    const { metrics, families } = start();
    const folder = newFolder();
    const writes = async (result: string) =>
      valueOf(await families(), `${P}history_writes_total`, { result });
    const scene = startScene(folder.path, { counters: metrics.meter.counters });
    await scene.history.opened;
    await scene.history.flush();
    expect([(await writes('written'))! >= 1, await writes('failed')]).toEqual([true, 0]);
    const failing = startScene(folder.path, {
      counters: metrics.meter.counters,
      startWorker: () => new Worker('throw new Error("out of luck")', { eval: true }),
    });
    await failing.history.flush();
    expect(await writes('failed')).toBeGreaterThanOrEqual(1);
    await Promise.all([scene.stop(), failing.stop()]);
    folder.remove();
  });
});

describe('the service', () => {
  it('shows what its health tells', async () => {
    const families = await start(snapshot(), {
      health: () =>
        health({
          status: 'degraded',
          mqtt: {
            connected: false,
            protocol: null,
            error_kind: 'unreachable',
            message: 'm',
            remedy: 'r',
            deletion_count: 0,
            deletions: [],
          },
          history: { problem: 'full', size_bytes: 4096, oldest_at: '1970-01-01T00:01:00.000Z' },
          syslog: {
            port: 5514,
            problem: null,
            line_count: 7,
            understood_count: 5,
            foreign_count: 2,
            dropped_count: 1,
            routers: [{ router: 'router', line_count: 6, last_line_at: null }],
          },
        }),
    }).families();
    const values = {
      [`status degraded`]: valueOf(families, `${P}status`, { state: 'degraded' }),
      [`status ok`]: valueOf(families, `${P}status`, { state: 'ok' }),
      mqtt: valueOf(families, `${P}mqtt_connected`),
      problem: valueOf(families, `${P}mqtt_problem`),
      history: valueOf(families, `${P}history_problem`),
      size: valueOf(families, `${P}history_size_bytes`),
      oldest: valueOf(families, `${P}history_oldest_event_timestamp_seconds`),
      other: valueOf(families, `${P}log_lines_total`, { result: 'other' }),
      foreign: valueOf(families, `${P}log_lines_refused_total`, { reason: 'foreign' }),
      lines: valueOf(families, `${P}router_log_lines_total`, { router: 'router' }),
      rows: valueOf(families, `${P}table_rows`),
      breaker: valueOf(families, `${P}router_breaker_state`, { state: 'closed' }),
      streams: valueOf(families, `${P}event_streams`),
    };
    expect(values).toEqual({
      'status degraded': 1,
      'status ok': 0,
      mqtt: 0,
      problem: 1,
      history: 1,
      size: 4096,
      oldest: 60,
      other: 2,
      foreign: 2,
      lines: 6,
      rows: 17,
      breaker: 1,
      streams: 2,
    });
  });
});

describe('the document of REST says of /metrics', () => {
  const document = async () => {
    const { paths } = (await readDocument()) as {
      paths: Record<string, { get: { responses: Record<string, { content?: Record<string, object> }> } }>;
    };
    return paths['/metrics']!.get.responses;
  };

  it('what it answers', async () => {
    for (const type of Object.keys((await document())['200']!.content!)) {
      const answer = await ask(start().metrics, { ...right, accept: type });
      expect(answer.headers.get('content-type')).toContain(type);
    }
  });

  it.each([
    ['a wrong key', start, { authorization: 'Bearer another' }],
    ['any key where none is set', () => start(snapshot(), { authenticator: null }), right],
    [
      'a key without the right to read',
      () =>
        start(snapshot(), {
          authenticator: createAuthenticator({ keys: [{ ...plainKey(KEY), may: ['query'] as const }] }),
        }),
      right,
    ],
  ] as const)('how it refuses %s', async (_, started, headers) => {
    const answer = await ask(started().metrics, headers);
    const documented = (await document())[String(answer.status)]!.content!;
    const [type, content] = Object.entries(documented)[0]!;
    expect(answer.headers.get('content-type')).toContain(type);
    expect(content).toMatchObject({ example: await answer.text() });
  });
});
