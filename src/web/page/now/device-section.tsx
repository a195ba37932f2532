/** Those who are on no access point now: missing, unknown, away. */
import type { Device } from '../../../record/device.ts';
import { Card } from './card.tsx';

interface TrayProps {
  title: string;
  /** What it means to be in here. */
  meaning: string;
  devices: readonly Device[];
  isOpen: boolean;
}

export function Tray({ title, meaning, devices, isOpen }: TrayProps) {
  if (devices.length === 0) return null;
  return (
    <details class="tray" open={isOpen}>
      <summary>
        <h2>{title}</h2>
        <span class="count">{devices.length}</span>
        <span class="meaning">{meaning}</span>
      </summary>
      <ul class="cards">
        {devices.map((device) => (
          <Card key={device.device_id} device={device} move={null} isSsidTold={false} />
        ))}
      </ul>
    </details>
  );
}
