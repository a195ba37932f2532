/** An area that Home Assistant does not take is said. */
import { describe, expect, it } from 'vitest';
import { areaChange } from '../../src/mqtt/area.ts';
import { aedes, observe, startEdge, until } from './lab.ts';
import { accessPoint, device, settings, snapshot } from './house.ts';

const payload = (area?: string) =>
  JSON.stringify({ device: { name: 'Kitchen', ...(area === undefined ? {} : { suggested_area: area }) } });

describe('the area of a device', () => {
  it('is told when it changes, or comes late, and not when it goes', () => {
    expect(areaChange(payload('Hall'), payload('Kitchen'))).toEqual({
      device: 'Kitchen',
      from: 'Hall',
      to: 'Kitchen',
    });
    expect(areaChange(payload(), payload('Kitchen'))).toMatchObject({ from: null, to: 'Kitchen' });
    expect(areaChange(payload('Hall'), payload('Hall'))).toBeNull();
    expect(areaChange(payload('Hall'), payload())).toBeNull();
    expect(areaChange('no JSON', payload('Hall'))).toBeNull();
  });

  it('that the file changes is logged with what to do, while running and after a restart', async () => {
    const broker = await aedes();
    const observer = await observe(broker.url);
    const withArea = (area: string) => ({
      accessPoints: [{ id: accessPoint().access_point_id, name: null, area, awayDelayMs: null }],
    });
    const begin = async (area: string) => {
      const edge = startEdge(broker.url, { config: withArea(area) });
      await until(() => edge.clock.pending().includes(0));
      edge.clock.advance(0);
      edge.snapshot.publish(snapshot([device()]));
      await edge.ready(observer);
      return edge;
    };
    const told = ({ log }: Awaited<ReturnType<typeof begin>>) =>
      log.filter(({ event }) => event === 'area not applied').map(({ fields }) => fields);
    const first = await begin('Hall');
    expect(told(first)).toEqual([]);
    first.mqtt.configure(settings(withArea('Kitchen')));
    first.snapshot.publish(snapshot([device()]));
    first.clock.advance(2000);
    await until(() => told(first).length > 0);
    expect(told(first)).toMatchObject([
      { device: 'Hall', from: 'Hall', to: 'Kitchen', remedy: expect.any(String) },
    ]);
    await first.mqtt.stop();
    const second = await begin('Cellar');
    expect(told(second)).toMatchObject([{ from: 'Kitchen', to: 'Cellar' }]);
    await second.mqtt.stop();
    await observer.end();
    await broker.stop();
  });
});
