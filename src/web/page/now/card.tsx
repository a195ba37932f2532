/** The card of a device. */
import { memo } from '../memo.tsx';
import { Network } from '../network.tsx';
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
      {/* arrows lead from card to card; Tab reaches one of them */}
      <a href={toHash({ view: 'device', deviceId: model.id })} tabIndex={-1}>
        <span class="line">
          <Name model={model} />
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

function Name({ model: { name, nameEnd } }: { model: CardModel }) {
  const isAdded = !name.endsWith(nameEnd);
  const start = isAdded ? `${name} ` : name.slice(0, name.length - nameEnd.length);
  return (
    <span
      class={nameEnd === '' ? 'name' : 'name split'}
      dir="auto"
      title={isAdded ? `${name} ${nameEnd}` : name}
    >
      {nameEnd === '' ? (
        name
      ) : (
        <>
          <span class="start">{start}</span>
          <span class={isAdded ? 'quiet' : ''}>{nameEnd}</span>
        </>
      )}
    </span>
  );
}

function Badges({ model: { ssid, isUnnamed, movedAt } }: { model: CardModel }) {
  // the note about a move leaves no room for badges
  if (movedAt !== null) return null;
  return (
    <>
      {ssid === null ? null : <Network ssid={ssid} />}
      {isUnnamed ? (
        <span class="badge" title="Randomized MAC address, and no name is configured">
          random MAC
        </span>
      ) : null}
    </>
  );
}
