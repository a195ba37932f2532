/** The text of a router's log lines, in the dialect of the driver. */
import { airOf } from './air.ts';
import { networkLine } from './log-network-text.ts';
import type { Association, DeviceNotice, Notice, RefusalCause, SimulatedWorld } from './world.ts';
import { chance } from './random.ts';

/** The old drivers have no words of their own for a wrong passphrase. */
const REFUSALS: Record<'wifi' | 'older', Record<RefusalCause, string>> = {
  wifi: {
    access_list: 'connection rejected, forbidden by access-list',
    wrong_key: 'rejected, authentication failed',
    handshake: 'disconnected, 4-way handshake timeout',
  },
  older: {
    access_list: 'rejected, forbidden by access-list',
    wrong_key: 'disconnected, unicast key exchange timeout',
    handshake: 'disconnected, group key exchange timeout',
  },
};

const REASONS = ['connection lost', 'received deauth: sending station leaving (3)', 'not responding'];

/** One or two lines as `/log print` shows them: topics, a space, the message. */
export function logText(world: Pick<SimulatedWorld, 'seed' | 'startedAt'>, notice: Notice): string[] {
  return 'resident' in notice ? deviceLines(world, notice) : [networkLine(notice)];
}

function deviceLines(
  { seed, startedAt }: Pick<SimulatedWorld, 'seed' | 'startedAt'>,
  notice: DeviceNotice,
): string[] {
  const { resident, at } = notice;
  const luck = (word: string) => chance(seed, word, resident.plan.name, at - startedAt);

  const signal = (association: Association) =>
    `, signal strength ${airOf(seed, resident, association, at).signalDbm}`;
  const line = (association: Association, text: string) =>
    `${topicsOf(association)} ${subject(notice, association)} ${text}`;
  const connected = (to: Association) => {
    // wireless,info 02:7A:11:5C:00:41@wlan1: connected
    const isBrief = to.accessPoint.dialect === 'wireless' && luck('brief') < 0.25;
    return line(to, `connected${isBrief ? '' : signal(to)}`);
  };
  const disconnected = (from: Association) =>
    line(from, `disconnected, ${REASONS[Math.floor(luck('reason') * REASONS.length)]}${signal(from)}`);

  switch (notice.type) {
    case 'connected':
      return [connected(notice.to)];
    case 'refused': {
      const { to, cause } = notice;
      const words = REFUSALS[to.accessPoint.dialect === 'wifi' ? 'wifi' : 'older'][cause];
      return [line(to, cause === 'access_list' ? words : `${words}${signal(to)}`)];
    }
    case 'disconnected':
      return [disconnected(notice.from)];
    case 'reconnecting':
      // A driver may instead log the end of the old association and the begin of a new one.
      return notice.to.accessPoint.dialect === 'wifi' && luck('again') < 0.5
        ? [line(notice.to, `reconnecting${signal(notice.to)}`)]
        : [disconnected(notice.to), connected(notice.to)];
    case 'roamed': {
      const { from, to } = notice;
      // Only the current drivers log a roam as one line.
      return to.accessPoint.dialect === 'wifi'
        ? [line(from, `roamed to ${subject(notice, to)}${signal(to)}`)]
        : [disconnected(from), connected(to)];
    }
    default: {
      const { network, address } = notice.lease;
      const words = [network.server, notice.type, address, 'for', resident.mac, resident.plan.hostName];
      return [`dhcp,info ${words.filter(Boolean).join(' ')}`];
    }
  }
}

function topicsOf({ accessPoint }: Association): string {
  return accessPoint.dialect === 'capsman' ? 'caps,info' : 'wireless,info';
}

// wifi: "MAC@interface(SSID)", legacy CAPsMAN: "MAC@interface", wireless: "MAC@interface:"
function subject({ router, resident: { mac } }: DeviceNotice, association: Association): string {
  const { accessPoint, interface: wifi } = association;
  const place = `${mac}@${wifi.name}`;
  if (accessPoint.dialect === 'capsman') return place;
  if (accessPoint.dialect === 'wireless') return `${place}:`;
  return `${place}(${router.plan.networks.find(({ name }) => name === wifi.network)!.ssid})`;
}
