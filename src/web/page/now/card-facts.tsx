/** The second line of a card: band and time, the last move, or when the device was last seen. */
import { Ago } from '../ago.tsx';
import type { CardModel } from './card-model.ts';

export function CardFacts({ model }: { model: CardModel }) {
  switch (model.kind) {
    case 'here':
      return model.movedAt === null ? (
        <Here model={model} />
      ) : (
        <Moved from={model.movedFrom} at={model.movedAt} />
      );
    case 'held':
      return model.lastSeen === null ? (
        <>last known</>
      ) : (
        <>
          last known, <Ago at={model.lastSeen} exact /> ago
        </>
      );
    default:
      return <Gone model={model} />;
  }
}

function Here({ model: { band, since, idle } }: { model: CardModel }) {
  return (
    <>
      {band === null ? null : (
        <span class="band">
          {band.replace('GHz', '')}
          <span class="ghz"> GHz</span> ·{' '}
        </span>
      )}
      {since === null ? 'on WiFi' : <Ago at={since} />}
      {idle === null ? null : <span class="idle"> · {idle}</span>}
    </>
  );
}

function Moved({ from, at }: { from: string | null; at: number }) {
  return (
    <span class="note">
      {from === null ? 'arrived' : 'from '}
      {from === null ? null : <bdi>{from}</bdi>} · <Ago at={at} exact /> ago
    </span>
  );
}

function Gone({ model: { kind, lastSeen, place } }: { model: CardModel }) {
  if (lastSeen === null) return <>never seen</>;
  return (
    <>
      {kind === 'missing' ? 'for ' : ''}
      <Ago at={lastSeen} exact={kind === 'missing'} />
      {kind === 'missing' ? '' : ' ago'}
      {place === null ? null : ', '}
      {place === null ? null : <bdi>{place}</bdi>}
    </>
  );
}
