/** One device in one small card. */
import { memo } from '../memo.tsx';
import { toHash } from '../route.ts';
import { Signal, toQuality } from '../signal.tsx';
import { type CardProps, type Face, isSame, toFace } from './card-model.ts';
import { Facts } from './card-facts.tsx';

export const Card = memo(function Card(props: CardProps) {
  const face = toFace(props);
  const { signal } = face;
  const quality = signal === null ? 'none' : toQuality(signal);
  return (
    <li class={`card is-${quality} ${face.kind}${face.movedAt === null ? '' : ' moved'}`} data-id={face.id}>
      <a href={toHash({ view: 'device', deviceId: face.id })}>
        <span class="line">
          <span class="name" dir="auto" title={face.name}>
            {face.name}
          </span>
          {signal === null ? null : <Signal dbm={signal} />}
        </span>
        <span class="line more">
          <span class="facts">
            <Facts face={face} />
          </span>
          <Badges face={face} />
        </span>
      </a>
    </li>
  );
}, isSame);

function Badges({ face: { ssid, isStranger: isStrange, movedAt } }: { face: Face }) {
  // while it is told where it came from, there is no room for more
  if (movedAt !== null) return null;
  return (
    <>
      {ssid === null ? null : (
        <span class="badge" dir="auto" title={`WiFi network ${ssid}`}>
          {ssid}
        </span>
      )}
      {isStrange ? (
        <span class="badge" title="Randomized MAC address, and nobody gave it a name">
          random MAC
        </span>
      ) : null}
    </>
  );
}
