/** One device. */
import { useEffect } from 'preact/hooks';
import { toHash } from '../route.ts';
import { useSelect } from '../store.ts';

export function DeviceView({ deviceId }: { deviceId: string }) {
  const device = useSelect((state) => state.devices.get(deviceId) ?? null);
  const isLoaded = useSelect((state) => state.snapshot !== null);
  const name = device?.name ?? null;
  useEffect(() => {
    document.title = `${name ?? 'Device'} – mikrotik-presence`;
  }, [name]);
  if (device === null) {
    return (
      <div class="page-view">
        <h1>{isLoaded ? 'There is no such device' : 'Device'}</h1>
        <p>{isLoaded ? 'It may have been forgotten.' : 'Connecting.'}</p>
      </div>
    );
  }
  const facts = [
    ['Presence', device.presence],
    ['Access point', device.access_point],
    ['Network', device.ssid],
    ['Band', device.band],
    ['Signal', device.signal_dbm === null ? null : `${device.signal_dbm} dBm`],
    ['IP address', device.ip_address],
    ['MAC address', device.mac_address],
  ] as const;
  return (
    <div class="page-view">
      <a class="back" href={toHash({ view: 'now' })}>
        ← Now
      </a>
      <h1 dir="auto">{device.name}</h1>
      <dl class="facts-list">
        {facts.map(([title, value]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd dir="auto">{value ?? '–'}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
