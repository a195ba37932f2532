/** Every radio by band, channel and width. Radios that use the same spectrum are above each other. */
import { useMemo } from 'preact/hooks';
import { toCount } from '../amount.ts';
import { toBandName, toChannel } from '../band.ts';
import { collator } from '../collator.ts';
import { toHash } from '../route.ts';
import { useSelect } from '../store.ts';
import { type BandMap, type Placed, toBandMaps } from './lane.ts';
import { type Radio, toRadios } from './radio.ts';

/** A line of the map; many are lower. */
const LANE_PX = 30;
const LOW_LANE_PX = 24;
const MANY_LANES = 8;

export function useRadios(): readonly Radio[] {
  const interfaces = useSelect((state) => state.interfaces);
  const devices = useSelect((state) => state.devices);
  return useMemo(() => toRadios(interfaces, devices.values()), [interfaces, devices]);
}

/** `marked`: id of the access point that stands out; null for none. */
export function ChannelMap({ radios, marked }: { radios: readonly Radio[]; marked: string | null }) {
  const maps = useMemo(() => toBandMaps(radios), [radios]);
  return (
    <>
      {maps.map((map) => (
        <BandPart key={map.band} map={map} marked={marked} />
      ))}
    </>
  );
}

function BandPart({
  map: { band, channels, placed, laneCount, unknown },
  marked,
}: {
  map: BandMap;
  marked: string | null;
}) {
  const title = toBandName(band);
  const lanePx = laneCount > MANY_LANES ? LOW_LANE_PX : LANE_PX;
  const used = new Set(placed.map(({ radio }) => radio.mhz));
  return (
    <div class="channel-band">
      <h3>
        {title} <span class="count">{toCount(placed.length + unknown.length, 'radio')}</span>
      </h3>
      {placed.length === 0 ? null : (
        <div class="channel-scroll" tabIndex={0} role="region" aria-label={`Channels at ${title}`}>
          <div class={`channel-map is-${band.replace(/\W/g, '-')}`}>
            <ul style={{ height: `${laneCount * lanePx}px` }}>
              {placed.map((one) => (
                <RadioBlock
                  key={one.radio.id}
                  placed={one}
                  lanePx={lanePx}
                  isMarked={one.radio.accessPointId === marked}
                />
              ))}
            </ul>
            <ol aria-hidden="true">
              {channels.map(({ mhz, x }) => (
                <li key={mhz} class={used.has(mhz) ? 'used' : ''} style={{ left: `${x * 100}%` }}>
                  {toChannel(mhz)}
                </li>
              ))}
            </ol>
          </div>
        </div>
      )}
      {unknown.length === 0 ? null : (
        <p class="quiet">
          RouterOS does not report the channel of{' '}
          {unknown
            .toSorted((a, b) => collator.compare(a.name, b.name))
            .map((radio, index) => (
              <span key={radio.id}>
                {index === 0 ? '' : ', '}
                <RadioName radio={radio} />
              </span>
            ))}
          .
        </p>
      )}
    </div>
  );
}

interface RadioBlockProps {
  placed: Placed;
  lanePx: number;
  isMarked: boolean;
}

function RadioBlock({ placed: { radio, left, right, lane }, lanePx, isMarked }: RadioBlockProps) {
  const { mhz, powerDbm, clientCount } = radio;
  const facts = [
    `ch ${toChannel(mhz!)}`,
    toWidthText(radio),
    ...(powerDbm === null ? [] : [`${powerDbm} dBm`]),
    ...(clientCount === null ? [] : [toCount(clientCount, 'device')]),
  ].join(', ');
  const style = {
    left: `${left * 100}%`,
    width: `${(right - left) * 100}%`,
    top: `${lane * lanePx}px`,
    height: `${lanePx - 4}px`,
  };
  const body = (
    <>
      <bdi>{radio.name}</bdi>
      {clientCount === null ? null : <b aria-hidden="true">{clientCount}</b>}
      <span class="visually-hidden">, {facts}</span>
    </>
  );
  return (
    <li style={style}>
      {radio.accessPointId === null ? (
        <span class="radio-block" title={`${radio.name}: ${facts}`}>
          {body}
        </span>
      ) : (
        <a
          class={isMarked ? 'radio-block is-marked' : 'radio-block'}
          href={toHash({ view: 'access-point', accessPointId: radio.accessPointId })}
          title={`${radio.name}: ${facts}`}
        >
          {body}
        </a>
      )}
    </li>
  );
}

function RadioName({ radio: { name, accessPointId } }: { radio: Radio }) {
  if (accessPointId === null) return <bdi>{name}</bdi>;
  return (
    <a href={toHash({ view: 'access-point', accessPointId })}>
      <bdi>{name}</bdi>
    </a>
  );
}

/** "80 MHz wide"; what is configured where the width in use is not told. */
export function toWidthText({ widthMhz, maxWidthMhz }: Pick<Radio, 'widthMhz' | 'maxWidthMhz'>): string {
  if (widthMhz !== null) return `${widthMhz} MHz wide`;
  return maxWidthMhz === null ? 'width not reported' : `up to ${maxWidthMhz} MHz wide`;
}
