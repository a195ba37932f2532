/** The current presence, access point and signal of the device. */
import type { Device } from '../../../record/device.ts';
import { AccessPointLink } from '../access-point-link.tsx';
import { Ago } from '../ago.tsx';
import { toBandName, toChannel } from '../band.ts';
import { isHeld } from '../kind.ts';
import { Signal } from '../signal.tsx';
import { Pair } from './facts.tsx';
import { isOlder, toRate } from './format.ts';

export function Head({ device }: { device: Device }) {
  const { presence, presence_since_at: since, connected, last_seen_at: seen, zone } = device;
  const { access_point, interface: name, signal_dbm: signal } = device;
  const kind = connected === true ? 'here' : isHeld(device) ? 'held' : 'gone';
  // an association that is older than what the service knows: it was there all the time
  const isLonger = isOlder(device.connected_since_at, since) && presence === 'home';
  const radio = [
    device.band === null ? null : toBandName(device.band),
    device.frequency_mhz === null ? null : `ch ${toChannel(device.frequency_mhz)}`,
  ].filter(Boolean);
  const rates = [device.tx_rate_bps, device.rx_rate_bps].map((bps) => (bps === null ? '–' : toRate(bps)));
  return (
    <dl class={`now-facts ${kind}`}>
      <Pair title="Presence">
        <span class={`presence is-${presence}`}>{presence}</span>{' '}
        {since === null ? null : (
          <span class="quiet">
            {isLonger ? 'for at least ' : 'for '}
            <Ago at={isLonger ? device.connected_since_at! : since} />
            {zone === null || zone === 'home' ? null : (
              <>
                {' '}
                in <bdi>{zone}</bdi>
              </>
            )}
          </span>
        )}
      </Pair>
      <Pair title={kind === 'here' ? 'Access point' : 'Last access point'}>
        <AccessPointLink id={device.access_point_id} name={access_point ?? name ?? '–'} />{' '}
        {radio.length === 0 ? null : <span class="quiet">{radio.join(', ')}</span>}
      </Pair>
      <Pair title={kind === 'held' ? 'Signal, last known' : 'Signal'}>
        {signal === null ? <span class="quiet">not available</span> : <Signal dbm={signal} />}
      </Pair>
      {kind === 'here' ? (
        <>
          <Pair title="Connected for">
            {device.connected_since_at === null ? '–' : <Ago at={device.connected_since_at} exact />}
          </Pair>
          {device.tx_rate_bps === null && device.rx_rate_bps === null ? null : (
            <Pair title="Link rate down, up">{rates.join(', ')}</Pair>
          )}
        </>
      ) : (
        <Pair title="Last seen">
          {seen === null ? (
            'never'
          ) : (
            <>
              <Ago at={seen} exact /> ago
            </>
          )}
        </Pair>
      )}
      {kind === 'held' ? (
        <p class="notice">Last known state: the router that saw it last does not answer.</p>
      ) : null}
    </dl>
  );
}
