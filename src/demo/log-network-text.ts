/** The text of log lines about radios and CAPs, in the dialect of the driver. */
import type { NetworkNotice } from './world.ts';

export function networkLine(notice: NetworkNotice): string {
  const { accessPoint } = notice;
  const { dialect, baseMac, name } = accessPoint;
  const isWifi = dialect === 'wifi';
  switch (notice.type) {
    case 'radar':
      return `${topicOf(notice)},info ${subjectOf(notice)} radar detected on ${notice.frequencyMhz}`;
    case 'channel': {
      const channel = isWifi
        ? `${notice.frequencyMhz}/ax/Ceee`
        : `${notice.frequencyMhz}/20-Ceee/ac/DP(23dBm)`;
      return `${topicOf(notice)},info ${subjectOf(notice)} selected channel ${channel}`;
    }
    // the new drivers name a CAP by identity and address, legacy CAPsMAN by its session
    case 'cap joined':
      return isWifi
        ? `caps,info ${name}@${baseMac}%*41 connected`
        : `caps,info [${baseMac}/1/2f,Join,[${name}]] joined, provides radio(s): ${radiosOf(notice)}`;
    case 'cap left':
      return isWifi
        ? `caps,info ${name}@${baseMac}%*41 disconnected, connection lost`
        : `caps,info [${baseMac}/1/2f,Run,[${name}]] max keepalives without response, removing`;
  }
}

type RadioNotice = Extract<NetworkNotice, { frequencyMhz: number }>;

function topicOf({ accessPoint }: NetworkNotice): string {
  return accessPoint.dialect === 'capsman' ? 'caps' : 'wireless';
}

function subjectOf({ accessPoint, interface: { name } }: RadioNotice): string {
  return accessPoint.dialect === 'wifi' ? name : `${name}:`;
}

function radiosOf({ accessPoint }: NetworkNotice): string {
  return [...new Set(accessPoint.interfaces.map(({ radioMac }) => radioMac))].join(',');
}
