/** One device: where it is and how well it is heard, now and before; and what is known of it. */
import { useEffect } from 'preact/hooks';
import { Alias } from '../device/alias.tsx';
import { Addresses, Identity } from '../device/facts.tsx';
import { Head } from '../device/head.tsx';
import { Past } from '../device/past.tsx';
import { toHash } from '../route.ts';
import { useSelect } from '../store.ts';

/** Of anything else the service would say only that it is none. */
const DEVICE_ID = /^[0-9a-f]{12}$/;

export function DeviceView({ deviceId }: { deviceId: string }) {
  const device = useSelect((state) => state.devices.get(deviceId) ?? null);
  const isLoaded = useSelect((state) => state.snapshot !== null);
  const name = device?.name ?? null;
  useEffect(() => {
    document.title = `${name ?? 'Device'} – mikrotik-presence`;
  }, [name]);
  return (
    <div class="page-view device-view">
      <div class="device-head">
        <a class="back" href={toHash({ view: 'now' })}>
          ← Now
        </a>
        <h1 dir="auto">{name ?? (isLoaded ? 'A device that is not known now' : 'Device')}</h1>
        {device === null ? (
          <p class="quiet">
            {isLoaded ? (
              <>
                No router has <code>{deviceId}</code>, and it is not remembered. What was recorded of it is
                below, if anything was.
              </>
            ) : (
              'Connecting.'
            )}
          </p>
        ) : (
          <Head device={device} />
        )}
      </div>
      <div class="device-past">{DEVICE_ID.test(deviceId) ? <Past deviceId={deviceId} /> : null}</div>
      {device === null ? null : (
        <div class="device-facts">
          <Addresses device={device} />
          <Identity device={device} />
          <Alias device={device} />
        </div>
      )}
    </div>
  );
}
