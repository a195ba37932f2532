/** The card of a device. */
import { memo } from '../memo.tsx';
import { toHash } from '../route.ts';
import { toQuality } from '../quality.ts';
import { Signal } from '../signal.tsx';
import { type CardProps, type CardModel, isSameCard, toCardModel } from './card-model.ts';
import { CardFacts } from './card-facts.tsx';

export const Card = memo(function Card(props: CardProps) {
  const model = toCardModel(props);
  const { signal } = model;
  const quality = signal === null ? 'none' : toQuality(signal);
  return (
    <li
      class={`card is-${quality} ${model.kind}${model.movedAt === null ? '' : ' moved'}`}
      data-id={model.id}
    >
      <a href={toHash({ view: 'device', deviceId: model.id })}>
        <span class="line">
          <span class="name" dir="auto" title={model.name}>
            {model.name}
          </span>
          {signal === null ? null : <Signal dbm={signal} />}
        </span>
        <span class="line more">
          <span class="facts">
            <CardFacts model={model} />
          </span>
          <Badges model={model} />
        </span>
      </a>
    </li>
  );
}, isSameCard);

function Badges({ model: { ssid, isUnnamed, movedAt } }: { model: CardModel }) {
  // the note about a move leaves no room for badges
  if (movedAt !== null) return null;
  return (
    <>
      {ssid === null ? null : (
        <span class="badge" dir="auto" title={`WiFi network ${ssid}`}>
          {ssid}
        </span>
      )}
      {isUnnamed ? (
        <span class="badge" title="Randomized MAC address, and no name is configured">
          random MAC
        </span>
      ) : null}
    </>
  );
}
