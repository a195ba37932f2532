/** The examples of openapi.json quote the product: a real read of the simulated router fails, and says the same. */
import { expect, test } from 'vitest';
import { defaults } from '../../src/config/read.ts';
import { createHouse } from '../../src/demo/house.ts';
import { startNetwork } from '../../src/demo/network.ts';
import { toId } from '../../src/parse/mac.ts';
import { demoExamples } from '../../src/question/demo-example.ts';
import { routerQuestions } from '../../src/question/router/list.ts';
import { namedRecords } from '../../src/question/record-name.ts';
import { problemOf } from '../../src/history/fault.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { exampleSnapshot } from '../../src/question/example.ts';
import { exampleHistoryOff } from '../../src/question/example-past.ts';
import { createService } from '../../src/service/service.ts';
import { createLog } from '../../src/telemetry/log.ts';

test('the warning in the example of a snapshot is that of a read that timed out', async () => {
  const network = await startNetwork({ seed: 7 });
  network.house.pause();
  const router = network.routers[0]!;
  const { url, username, password } = router;
  const log = createLog({ level: 'error', format: 'json', destination: { write: () => {} } });
  const service = createService({
    config: {
      ...defaults.config,
      routers: [{ ...defaults.router, id: 'attic', url, username, password, timeoutMs: 500 }],
      pollIntervalMs: 100,
    },
    log,
  });
  const seen = (wanted: (snapshot: Snapshot) => boolean) =>
    new Promise<Snapshot>((resolve) => {
      const end = service.snapshot.subscribe((snapshot) => {
        if (!wanted(snapshot)) return;
        end();
        resolve(snapshot);
      });
    });
  try {
    const whole = seen(({ meta }) => meta.complete);
    service.start();
    await whole;
    router.setFault('hang');
    const { meta } = await seen(({ meta: { warnings } }) => warnings.length > 0);
    const [example] = exampleSnapshot.warnings;
    const expected = example!.message.replace('https://192.168.88.2', url).replace('10 s', '0.5 s');
    // the table may begin a moment after the poll, whose time it shares
    const warnings = meta.warnings.map((warning) => ({
      ...warning,
      message: warning.message.replace(/within 0\.4\d+ s/, 'within 0.5 s'),
    }));
    expect(warnings).toEqual([{ ...example, message: expected, since_at: expect.any(String) }]);
  } finally {
    await service.stop();
    await network.stop();
  }
});

test('the example of a history that is off is what a full disk makes it say', () => {
  expect(exampleHistoryOff.off).toBe(
    problemOf('data/history.db', { code: 'ENOSPC' }).replace('ENOSPC', 'SQLITE_FULL'),
  );
});

test('the examples of openapi.json are of the house that the demo simulates', () => {
  const house = createHouse({ seed: 1 });
  const panel = house.devices().find(({ name }) => name === 'Wall panel')!;
  const { Device: device, CompactDevice: compact, AccessPoint: place, Person: person } = demoExamples;
  expect(device).toMatchObject({ mac_address: panel.mac, name: panel.comment, host_name: panel.hostName });
  expect(compact).toMatchObject({ mac_address: panel.mac, ip_address: panel.ip });
  const kitchen = house.accessPoints.find(({ name }) => name === 'Kitchen')!;
  expect(place).toMatchObject({ name: 'Kitchen', access_point_id: toId(kitchen.baseMac) });
  expect(person).toMatchObject({ name: 'Anna' });
});

test('every record of openapi.json but these has an example of the demo', () => {
  const without = namedRecords.filter(({ name, example }) => demoExamples[name] !== example);
  expect(without.map(({ name }) => name)).toEqual([
    'Snapshot',
    'Change',
    'ChangeList',
    'ShortHealth',
    'Health',
    ...routerQuestions.map(({ record }) => record),
  ]);
  for (const { name, schema, example } of namedRecords)
    expect([name, schema.safeParse(example).error?.message], 'Run `npm run examples`.').toEqual([
      name,
      undefined,
    ]);
});
