/** What the access point is, and whether its router reaches it. */
import type { AccessPointRecord } from '../../../record/network.ts';
import { Pair } from '../device/facts.tsx';
import { toDuration } from '../device/format.ts';

export function Head({ record, count }: { record: AccessPointRecord; count: number | null }) {
  const { reachable, router, board_name, version, latest_version, address, uptime_seconds, serial_number } =
    record;
  const isOld = latest_version !== null && version !== null && latest_version !== numberOf(version);
  return (
    <dl class="now-facts">
      <Pair title="State">
        {reachable === true ? 'reachable' : null}
        {reachable === false ? <span class="badge bad">not reachable</span> : null}
        {reachable === null ? <span class="badge">not known</span> : null}
      </Pair>
      <Pair title="Devices">{count ?? 'not known'}</Pair>
      {uptime_seconds === null ? null : <Pair title="Up for">{toDuration(uptime_seconds)}</Pair>}
      {board_name === null ? null : (
        <Pair title="Hardware">
          <bdi>{board_name}</bdi> {serial_number === null ? null : <span class="quiet">{serial_number}</span>}
        </Pair>
      )}
      {version === null ? null : (
        <Pair title="RouterOS">
          {version} {isOld ? <span class="quiet">{latest_version} is available</span> : null}
        </Pair>
      )}
      {address === null ? null : (
        <Pair title="Address">
          <code>{address}</code>
        </Pair>
      )}
      <Pair title="Router">
        <bdi>{router}</bdi>
      </Pair>
    </dl>
  );
}

/** "7.24 (stable)" is 7.24. */
function numberOf(version: string): string {
  return version.split(' ')[0]!;
}
