/** The dashboard: valid, tied to no installation, and it asks for nothing that is not there. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { start } from './start.ts';

interface Target {
  expr: string;
  datasource: { type: string; uid: string };
}
interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: Target[];
  datasource?: { uid: string };
}

const file = new URL('../../src/metrics/grafana-dashboard.json', import.meta.url);
const dashboard = JSON.parse(readFileSync(file, 'utf8')) as {
  id: unknown;
  uid: unknown;
  title: string;
  schemaVersion: number;
  templating: { list: { name: string; type: string; query: unknown; datasource?: { uid: string } }[] };
  annotations: { list: (Target & { name: string })[] };
  panels: Panel[];
};
const variables = dashboard.templating.list;
const annotations = dashboard.annotations.list;
const targets = [...dashboard.panels.flatMap((panel) => panel.targets ?? []), ...annotations];

it('belongs to no installation: no uid, and a data source to be chosen', () => {
  expect([dashboard.id, dashboard.uid, dashboard.title]).toEqual([null, null, 'mikrotik-presence']);
  expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(36);
  expect(variables[0]).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
  const named = [...variables.slice(1), ...dashboard.panels, ...targets].flatMap(
    ({ datasource }) => datasource ?? [],
  );
  expect(new Set(named.map(({ uid }) => uid))).toEqual(new Set(['${datasource}']));
  expect(targets.every(({ datasource }) => datasource.type === 'prometheus')).toBe(true);
});

it('has panels that do not lie on each other, each with an id and something to show', () => {
  const { panels } = dashboard;
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  for (const panel of panels) {
    const { x, w, h, y } = panel.gridPos;
    expect(x + w, panel.title).toBeLessThanOrEqual(24);
    if (panel.type !== 'row') expect(panel.targets!.length, panel.title).toBeGreaterThan(0);
    const under = panels.filter(
      (other) =>
        other !== panel &&
        other.gridPos.x < x + w &&
        x < other.gridPos.x + other.gridPos.w &&
        other.gridPos.y < y + h &&
        y < other.gridPos.y + other.gridPos.h,
    );
    expect(under, panel.title).toEqual([]);
  }
});

it('names only metrics and labels that a scrape has, and variables that it has itself', async () => {
  const { metrics, families } = start();
  // labels are seen where there is a series
  const { counters: count } = metrics.meter;
  count.poll('router', 'complete', 1);
  count.tableRead('router', 'ip/arp', 'complete', 1);
  count.mcpCall('list_devices', false);
  count.mqttPublish('taken');
  count.historyWrite(true);
  count.event('roamed', 'router');
  count.route('/devices')('GET', 200, 1);
  const scrape = await families();
  const names = new Set(
    [...scrape].flatMap(([name, { type }]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  );
  const text = JSON.stringify([targets.map(({ expr }) => expr), variables]);
  const used = [...text.matchAll(/\b(?:mikrotik_presence|process|nodejs)_\w+/g)].map(([name]) => name);
  expect(new Set(used).size).toBeGreaterThan(30);
  expect(used.filter((name) => !names.has(name))).toEqual([]);
  for (const topic of ['clients', 'device_signal_dbm', 'events_total', 'polls_total', 'mqtt_publishes_total'])
    expect(used).toContain(`mikrotik_presence_${topic}`);

  const labels = new Set(
    [...scrape.values()].flatMap(({ series }) => series.flatMap((one) => Object.keys(one.labels))),
  );
  const given = new Set([...labels, 'instance', 'reason']); // the one Prometheus adds, the other is there with log lines
  for (const { expr } of targets) {
    const grouped = [...expr.matchAll(/(?:by|on|group_left) \(([^)]*)\)/g)].flatMap(([, list]) =>
      list!.split(', '),
    );
    expect(
      grouped.filter((label) => !given.has(label)),
      expr,
    ).toEqual([]);
    const matched = [...expr.matchAll(/[{,](\w+)(?:=~|!=|=)"/g)].map(([, label]) => label!);
    expect(
      matched.filter((label) => !given.has(label)),
      expr,
    ).toEqual([]);
  }
  const asked = [...text.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name!);
  const known = [...variables.map(({ name }) => name), '__rate_interval', '__all'];
  expect(asked.filter((name) => !known.includes(name))).toEqual([]);
});

it('asks by router, access point, SSID and device, and marks roams', () => {
  expect(variables.map(({ name }) => name)).toEqual([
    'datasource',
    'instance',
    'router',
    'access_point',
    'ssid',
    'device',
  ]);
  for (const { name } of variables.slice(1))
    expect(
      targets.some(({ expr }) => expr.includes(`=~"$${name}"`)),
      name,
    ).toBe(true);
  expect(annotations.map(({ name }) => name)).toEqual(['Roams']);
  expect(dashboard.panels.map(({ type }) => type)).toContain('heatmap');
});

it('says on each panel of single devices that these are the known ones', () => {
  const ofDevices = dashboard.panels.filter(({ targets: own = [] }) =>
    own.some(({ expr }) => expr.includes('_device_')),
  );
  expect(ofDevices.length).toBeGreaterThan(3);
  for (const { title, description = '' } of ofDevices) expect(`${title} ${description}`).toMatch(/known/);
});

it('the alert rules name only metrics that a scrape has', async () => {
  const rules = readFileSync(new URL('../../packaging/prometheus-alerts.yaml', import.meta.url), 'utf8');
  const used = [...rules.matchAll(/\bmikrotik_presence_\w+/g)].map(([name]) => name);
  const { families } = start();
  const names = new Set((await families()).keys());
  expect(used.length).toBeGreaterThan(6);
  expect(used.filter((name) => !names.has(name))).toEqual([]);
});
