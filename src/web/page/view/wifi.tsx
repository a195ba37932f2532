/** The WiFi network: sticky clients, access points and roams. */
import { areChangesOn } from '../change/operator-key-context.ts';
import { useSelect } from '../store.ts';
import { StickyClientPart } from '../wifi/sticky-clients.tsx';
import { InterfaceTable } from '../wifi/interface-table.tsx';
import { NetworkPart } from '../wifi/network-part.tsx';
import { RoamPart } from '../wifi/roam-table.tsx';
import { AccessPointPanel } from '../wifi/access-points.tsx';
import { useSessions } from '../wifi/use-sessions.ts';

export function WifiView() {
  // fetched after the devices: either of them shows that everything has been fetched
  const isLoaded = useSelect(({ health, accessPoints }) => health !== null || accessPoints.length > 0);
  const hasHistory = useSelect(({ health }) => health?.history !== null);
  const problem = useSelect((state) => state.problem);
  return (
    <div class="page-view wifi-view">
      <h1>WiFi</h1>
      {!isLoaded ? (
        <p class="empty">{problem ?? 'Loading access points …'}</p>
      ) : hasHistory ? (
        <WithHistory />
      ) : (
        <>
          <StickyClientPart fetched={null} />
          <AccessPointPanel sessions={null} hasHistory={false} />
        </>
      )}
      {isLoaded ? (
        <>
          {areChangesOn() ? <NetworkPart /> : null}
          <RoamPart />
          <InterfaceTable />
        </>
      ) : null}
    </div>
  );
}

function WithHistory() {
  const fetched = useSessions();
  return (
    <>
      <StickyClientPart fetched={fetched} />
      <AccessPointPanel sessions={fetched.record?.sessions ?? null} hasHistory />
    </>
  );
}
