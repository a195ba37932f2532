import { describe, expect, test } from 'vitest';
import { exampleFinding } from '../../src/question/example-finding.ts';
import { countFindings, isIgnored, selectFindings } from '../../src/record/finding.ts';

const warning = exampleFinding;
const info = { ...warning, finding_id: 'a', severity: 'info' as const };
const problem = { ...warning, finding_id: 'b', severity: 'problem' as const };
const ignored = { ...info, finding_id: 'c', ignored: true };
const all = [info, ignored, warning, problem];
const idsOf = (...query: Parameters<typeof selectFindings> extends [unknown, ...infer Rest] ? Rest : never) =>
  selectFindings(all, ...query).map(({ finding_id }) => finding_id);

describe('a list of findings', () => {
  test('has the worst first, and ignored ones only if asked for', () => {
    expect(idsOf()).toEqual(['b', warning.finding_id, 'a']);
    expect(idsOf({ include_ignored: 'true' })).toEqual(['b', warning.finding_id, 'a', 'c']);
  });

  test('is filtered by kind, and by severity or worse', () => {
    expect(idsOf({ severity: 'warning' })).toEqual(['b', warning.finding_id]);
    expect(idsOf({ kind: ['refused'] })).toEqual([]);
    expect(idsOf({ kind: ['refused', 'wrong_access_point'], severity: 'problem' })).toEqual(['b']);
  });

  test.each(['3c22fb0a1b2c', '3C:22:FB:0A:1B:2C', '3c22.fb0a.1b2c', 'Kitchen tablet'])(
    'names its subject by %s',
    (subject) => expect(idsOf({ subject, severity: 'problem' })).toEqual(['b']),
  );

  test('of one severity, the newest is first', () => {
    const older = { ...warning, finding_id: 'z', first_seen_at: '2026-11-01T00:00:00.000Z' };
    expect(selectFindings([older, warning]).at(-1)).toBe(older);
  });
});

test('an ignored finding counts nowhere', () => {
  expect(countFindings(all)).toEqual({ problem: 1, warning: 1, info: 1 });
});

test('kind and subject must both match to ignore a finding', () => {
  const subject = '3C:22:FB:0A:1B:2C';
  expect(isIgnored(warning, [{ kind: 'wrong_access_point', subject }])).toBe(true);
  expect(isIgnored(warning, [{ kind: 'ping_pong', subject }])).toBe(false);
  expect(isIgnored(warning, [{ kind: 'wrong_access_point', subject: '3c22fb0a1b2d' }])).toBe(false);
});
