/** Leads from whatever the address calls a device to the device. */
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Device } from '../../../record/device.ts';
import { ApiError, toProblem } from '../api.ts';
import { findDevice } from '../find-device.ts';
import { toHash } from '../route.ts';
import { toSentence } from '../sentence.ts';
import { areDevicesLoaded, useSelect } from '../store.ts';
import { ApiContext } from '../use-record.ts';
import { replaceHash } from '../use-route.ts';
import { DeviceView } from './device.tsx';

const DEVICE_ID = /^[0-9a-f]{12}$/;

export function DeviceLink({ text }: { text: string }) {
  const devices = useSelect((state) => state.devices);
  const isLoaded = useSelect(areDevicesLoaded);
  if (DEVICE_ID.test(text) && (!isLoaded || devices.has(text))) return <DeviceView deviceId={text} />;
  if (!isLoaded) return <p class="empty">Connecting …</p>;
  const found = findDevice(text, devices);
  if (found.status === 'one') return <Forward deviceId={found.deviceId} />;
  if (found.status === 'several') return <Candidates text={text} devices={found.devices} />;
  return <Elsewhere text={text} deviceId={found.deviceId} />;
}

/** The address then has the id. */
function Forward({ deviceId }: { deviceId: string }) {
  useEffect(() => replaceHash(toHash({ view: 'device', deviceId })), [deviceId]);
  return null;
}

function Candidates({ text, devices }: { text: string; devices: readonly Device[] }) {
  return (
    <div class="page-view">
      <h1>
        {devices.length} devices are called <bdi>{text}</bdi>
      </h1>
      <ul class="candidates">
        {devices.map(({ device_id, mac_address, access_point, presence }) => (
          <li key={device_id}>
            <a href={toHash({ view: 'device', deviceId: device_id })}>
              <code>{mac_address}</code>
            </a>{' '}
            {presence}
            {access_point === null ? null : (
              <>
                , <bdi>{access_point}</bdi>
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The service knows further addresses of a device; without one, the page says what it looked for. */
function Elsewhere({ text, deviceId }: { text: string; deviceId: string | null }) {
  const api = useContext(ApiContext);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let isOver = false;
    const ask = async () => {
      try {
        const found = await api()?.get<Device>(`devices/${encodeURIComponent(text)}`);
        if (!isOver && found !== undefined)
          replaceHash(toHash({ view: 'device', deviceId: found.device_id }));
      } catch (error) {
        const isMissing = error instanceof ApiError && (error.status === 404 || error.status === 400);
        if (!isOver) setProblem(isMissing ? '' : toSentence(toProblem(error)));
      }
    };
    void ask();
    return () => {
      isOver = true;
    };
  }, [api, text]);
  if (problem === null) return <p class="empty">Looking for this device …</p>;
  // its history may be recorded under this id
  if (deviceId !== null) return <DeviceView deviceId={deviceId} />;
  return (
    <div class="page-view">
      <h1>No such device</h1>
      <p>
        No device has the name or MAC address <code dir="auto">{text}</code>.
        {problem === '' ? null : <> {problem}</>}
      </p>
      <p>
        <a href={toHash({ view: 'devices' }, { search: text })}>Search for it</a>
      </p>
    </div>
  );
}
