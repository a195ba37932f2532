/** The WiFi network: findings, access points and roams. */
import { ChannelPart } from '../channel-map/channel-part.tsx';
import { areChangesOn } from '../change/operator-key-context.ts';
import { keepsHistory, useSelect } from '../store.ts';
import { FindingPart } from '../wifi/finding-part.tsx';
import { InterfaceTable } from '../wifi/interface-table.tsx';
import { NetworkPart } from '../wifi/network-part.tsx';
import { RoamPart } from '../wifi/roam-part.tsx';
import { AccessPointPanel } from '../wifi/access-points.tsx';

export function WifiView() {
  // fetched after the devices: either of them shows that everything has been fetched
  const isLoaded = useSelect(({ health, accessPoints }) => health !== null || accessPoints.length > 0);
  const hasHistory = useSelect(keepsHistory);
  const problem = useSelect((state) => state.problem);
  return (
    <div class="page-view wifi-view">
      <h1>WiFi</h1>
      {isLoaded ? (
        <>
          <FindingPart />
          <ChannelPart />
          <AccessPointPanel hasHistory={hasHistory} />
          {areChangesOn() ? <NetworkPart /> : null}
          <RoamPart />
          <InterfaceTable />
        </>
      ) : (
        <p class="empty">{problem ?? 'Loading access points …'}</p>
      )}
    </div>
  );
}
