/** The WiFi network: findings, access points and roams. */
import { ChannelPart } from '../channel-map/channel-part.tsx';
import { areChangesOn } from '../change/operator-key-context.ts';
import { Pending } from '../pending.tsx';
import { isLoaded, keepsHistory, useSelect } from '../store.ts';
import { FindingPart } from '../wifi/finding-part.tsx';
import { InterfaceTable } from '../wifi/interface-table.tsx';
import { NetworkPart } from '../wifi/network-part.tsx';
import { RoamPart } from '../wifi/roam-part.tsx';
import { AccessPointPanel } from '../wifi/access-points.tsx';

export function WifiView() {
  const isThere = useSelect(isLoaded);
  const hasHistory = useSelect(keepsHistory);
  return (
    <div class="page-view wifi-view">
      <h1>WiFi</h1>
      {isThere ? (
        <>
          <FindingPart />
          <ChannelPart />
          <AccessPointPanel hasHistory={hasHistory} />
          {areChangesOn() ? <NetworkPart /> : null}
          <RoamPart />
          <InterfaceTable />
        </>
      ) : (
        <Pending text="Loading access points …" />
      )}
    </div>
  );
}
