/** What assistants are told about time: the text in the zone of the house, the structured form in UTC, and each says so. */
import { describe, expect, it } from 'vitest';
import { answerTool } from '../../src/mcp/answer-tool.ts';
import { newDevices } from '../../src/mcp/prompt/new-devices.ts';
import { getDevice } from '../../src/question/get-device.ts';
import { exampleDevice } from '../../src/question/example.ts';
import { historyOf, journalOf } from './past.ts';
import { health, snapshot } from './snapshot.ts';

const sources = {
  journal: journalOf(),
  history: historyOf(),
  health,
  now: Date.parse('2026-11-20T08:00:03Z'),
};

async function told(timeZone: string | null) {
  const house = snapshot([{ ...exampleDevice, first_seen_at: '2026-11-19T23:30:00.000Z' }]);
  const given = { device_id: exampleDevice.device_id };
  const { content, structuredContent } = await answerTool(getDevice, given, {
    ...sources,
    snapshot: house,
    timeZone,
  });
  return { text: content[0]!.text, structured: structuredContent! };
}

describe('an answer', () => {
  it('says times in the zone of the house as text, and names it', async () => {
    const { text } = await told('Europe/Berlin');
    expect(text).toContain('first_seen_at=2026-11-20T00:30:00.000+01:00');
    expect(text).toContain('Times are those of Europe/Berlin.');
    expect(text).not.toContain('.000Z');
  });

  it('stays in UTC as structured content, and names both', async () => {
    const { structured } = await told('Europe/Berlin');
    expect(structured['first_seen_at']).toBe('2026-11-19T23:30:00.000Z');
    expect(structured['notes']).toEqual([
      'Times are in UTC. The house is in Europe/Berlin, at UTC+01:00 then.',
    ]);
  });

  it('says nothing about it where the house is in UTC', async () => {
    const { text, structured } = await told(null);
    expect(text).toContain('first_seen_at=2026-11-19T23:30:00.000Z');
    expect(text).not.toContain('Times are');
    expect(structured).not.toHaveProperty('notes');
  });
});

it('the prompt new_devices counts days in the zone of the house', () => {
  const house = snapshot([{ ...exampleDevice, first_seen_at: '2026-11-19T23:30:00.000Z' }]);
  const write = (timeZone: string) =>
    newDevices.write(house, {}, { history: true, timeZone }).text.join('\n');
  expect(write('UTC')).toContain('Thursday, 2026-11-19');
  expect(write('Europe/Berlin')).toContain('Friday, 2026-11-20');
  expect(write('Europe/Berlin')).toContain('(Europe/Berlin)');
});
