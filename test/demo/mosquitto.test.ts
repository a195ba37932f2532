/** The broker of the demo where mosquitto is installed. */
import { connectAsync } from 'mqtt';
import { describe, expect, it } from 'vitest';
import { startMosquitto } from '../../src/demo/mosquitto.ts';
import { hasMosquitto } from '../mosquitto.ts';

const login = { username: 'demo', password: 'open sesame' };

describe.skipIf(!hasMosquitto())('the broker of the demo', () => {
  it('speaks MQTT 5, which Home Assistant asks for by itself, and 3.1.1', async () => {
    const broker = (await startMosquitto(login))!;
    for (const protocolVersion of [5, 4] as const) {
      const client = await connectAsync(broker.url, { ...login, protocolVersion, reconnectPeriod: 0 });
      expect(client.connected).toBe(true);
      await client.endAsync(true);
    }
    await broker.stop();
  });

  it('lets in its one user alone', async () => {
    const broker = (await startMosquitto(login))!;
    for (const wrong of [{}, { ...login, password: 'wrong' }])
      await expect(connectAsync(broker.url, { ...wrong, reconnectPeriod: 0 }, false)).rejects.toThrow();
    await broker.stop();
  });

  it('gives way to the embedded one where it cannot start', async () => {
    const broker = (await startMosquitto(login))!;
    const { port } = new URL(broker.url);
    expect(await startMosquitto({ ...login, port: Number(port) })).toBeNull();
    await broker.stop();
  });
});
