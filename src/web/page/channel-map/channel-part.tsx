/** The channel map of the whole network. */
import { toCount } from '../amount.ts';
import { ChannelMap, useRadios } from './channel-map.tsx';

export function ChannelPart() {
  const radios = useRadios();
  if (radios.length === 0) return null;
  return (
    <section class="wifi-part" aria-labelledby="channels">
      <header>
        <h2 id="channels">
          Channels <span class="count">{toCount(radios.length, 'radio')}</span>
        </h2>
        <p class="rule">
          Radios above each other use the same spectrum. The number is that of their devices; a radio without
          a reported width is drawn 20 MHz wide.
        </p>
      </header>
      <ChannelMap radios={radios} marked={null} />
    </section>
  );
}
