/** The second line of a card: where and since when, or why it is not known. */
import { Ago } from '../ago.tsx';
import type { Face } from './card-model.ts';

export function Facts({ face }: { face: Face }) {
  switch (face.kind) {
    case 'here':
      return face.movedAt === null ? <Here face={face} /> : <Moved from={face.movedFrom} at={face.movedAt} />;
    case 'held':
      return face.lastSeen === null ? (
        <>last known</>
      ) : (
        <>
          last known, <Ago at={face.lastSeen} exact /> ago
        </>
      );
    default:
      return <Gone face={face} />;
  }
}

function Here({ face: { band, since, idle } }: { face: Face }) {
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

function Gone({ face: { kind, lastSeen, place } }: { face: Face }) {
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
