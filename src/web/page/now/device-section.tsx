/** Devices that are on no access point: missing, unknown or away. */
import type { Device } from '../../../record/device.ts';
import { Card } from './card.tsx';

interface DeviceSectionProps {
  title: string;
  /** What puts a device here. */
  meaning: string;
  devices: readonly Device[];
  isOpen: boolean;
  isSsidShown: boolean;
  sharedNames: ReadonlySet<string>;
}

export function DeviceSection(props: DeviceSectionProps) {
  const { title, meaning, devices, isOpen, isSsidShown, sharedNames } = props;
  if (devices.length === 0) return null;
  return (
    <details class="device-section" open={isOpen}>
      <summary>
        <h2>{title}</h2>
        <span class="count">{devices.length}</span>
        <span class="meaning">{meaning}</span>
      </summary>
      <ul class="cards">
        {devices.map((device) => (
          <Card
            key={device.device_id}
            device={device}
            move={null}
            isSsidShown={isSsidShown}
            isNameShared={sharedNames.has(device.name)}
          />
        ))}
      </ul>
    </details>
  );
}
