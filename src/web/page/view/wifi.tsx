/** The air: who clings, how the access points do, and which way devices roam. */
import { useSelect } from '../store.ts';
import { ClingPart } from '../wifi/sticky-clients.tsx';
import { InterfaceTable } from '../wifi/interface-table.tsx';
import { RoamPart } from '../wifi/roam-table.tsx';
import { Stations } from '../wifi/access-points.tsx';
import { useSessions } from '../wifi/use-sessions.ts';

export function WifiView() {
  // the access points come after the devices, and say together with the health that all is there
  const isLoaded = useSelect(({ health, accessPoints }) => health !== null || accessPoints.length > 0);
  const hasHistory = useSelect(({ health }) => health?.history !== null);
  const problem = useSelect((state) => state.problem);
  return (
    <div class="page-view wifi-view">
      <h1>WiFi</h1>
      {!isLoaded ? (
        <p class="empty">{problem ?? 'Looking at the access points …'}</p>
      ) : hasHistory ? (
        <WithHistory />
      ) : (
        <>
          <ClingPart fetched={null} />
          <Stations sessions={null} hasHistory={false} />
        </>
      )}
      {isLoaded ? (
        <>
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
      <ClingPart fetched={fetched} />
      <Stations sessions={fetched.record?.sessions ?? null} hasHistory />
    </>
  );
}
