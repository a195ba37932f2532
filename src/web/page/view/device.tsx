/** One device: its place and signal, now and over time, and what is known about it. */
import { useEffect } from 'preact/hooks';
import { DeviceActions } from '../change/device-actions.tsx';
import { areChangesOn } from '../change/operator-key-context.ts';
import { LookAlikePanel } from '../device/look-alike-panel.tsx';
import { NamePanel } from '../device/name-panel.tsx';
import { AddressPanel, IdentityPanel } from '../device/facts.tsx';
import { Head } from '../device/head.tsx';
import { Past } from '../device/past.tsx';
import { toHash } from '../route.ts';
import { areDevicesLoaded, useSelect } from '../store.ts';

/** The service refuses any other id. */
const DEVICE_ID = /^[0-9a-f]{12}$/;

export function DeviceView({ deviceId }: { deviceId: string }) {
  const device = useSelect((state) => state.devices.get(deviceId) ?? null);
  const isLoaded = useSelect(areDevicesLoaded);
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
        <h1 dir="auto">{name ?? (isLoaded ? 'Unknown device' : 'Device')}</h1>
        {device === null ? (
          <p class="quiet">
            {isLoaded ? (
              <>
                No router reports <code>{deviceId}</code>, and the service does not remember it. Its recorded
                history is below, if there is any.
              </>
            ) : (
              'Connecting …'
            )}
          </p>
        ) : (
          <Head device={device} />
        )}
      </div>
      <div class="device-past">{DEVICE_ID.test(deviceId) ? <Past deviceId={deviceId} /> : null}</div>
      {device === null ? null : (
        <div class="device-facts">
          <AddressPanel device={device} />
          <IdentityPanel device={device} />
          {areChangesOn() ? <DeviceActions key={device.device_id} device={device} /> : null}
          <NamePanel key={device.device_id} device={device} />
          <LookAlikePanel device={device} />
        </div>
      )}
    </div>
  );
}
