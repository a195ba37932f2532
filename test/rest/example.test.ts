/** The examples of openapi.json quote the product: a real read of the simulated router fails, and says the same. */
import { expect, test } from 'vitest';
import { defaults } from '../../src/config/read.ts';
import { startNetwork } from '../../src/demo/network.ts';
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
