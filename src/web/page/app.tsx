/** The frame of the page: navigation, status, warnings and the current view. A new view is a file in view/ and a line in `View`. */
import { useEffect, useRef } from 'preact/hooks';
import { KeyForm } from './key-form.tsx';
import { Mark } from './mark.tsx';
import { Now } from './now/now.tsx';
import { type Route, toHash, useRoute } from './route.ts';
import { Status } from './status.tsx';
import { useSelect } from './store.ts';
import { Warnings } from './warnings.tsx';
import { areChangesOn } from './change/operator-key-context.ts';
import { ChangesView } from './view/changes.tsx';
import { DeviceView } from './view/device.tsx';
import { HealthView } from './view/health.tsx';
import { WifiView } from './view/wifi.tsx';

const NAME = 'mikrotik-presence';
const TITLES = { now: 'Now', wifi: 'WiFi', health: 'Health', changes: 'Changes', device: 'Device' } as const;
const views = ['now', 'wifi', 'health', ...(areChangesOn() ? (['changes'] as const) : [])] as const;

interface AppProps {
  onKey: (key: string) => void;
  onSignOut: () => void;
}

export function App({ onKey, onSignOut }: AppProps) {
  const key = useSelect((state) => state.key);
  const refusal = useSelect((state) => state.refusal);
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  useTitle(route, key !== null);
  useFocusMoved(route, main);
  if (key === null) {
    return (
      <main class="sign-in">
        <KeyForm key={refusal} refusal={refusal} onKey={onKey} />
      </main>
    );
  }
  return (
    <>
      <a
        class="skip"
        href={toHash(route)}
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to content
      </a>
      <header class="top">
        <a class="brand" href={toHash({ view: 'now' })} aria-label={`${NAME}: now`}>
          <Mark />
          <span class="brand-name">{NAME}</span>
        </a>
        <nav aria-label="Views">
          {views.map((view) => (
            <a key={view} href={toHash({ view })} aria-current={route.view === view ? 'page' : undefined}>
              {TITLES[view]}
            </a>
          ))}
        </nav>
        <Status />
      </header>
      <Warnings />
      <main ref={main} tabIndex={-1}>
        <View route={route} />
      </main>
      <footer>
        <Version /> · {areChangesOn() ? 'changes routers when you approve it' : 'can only look'} ·{' '}
        <a href="manual/page">? Manual</a> · <a href="docs">REST documentation</a> ·{' '}
        <button type="button" class="link" onClick={onSignOut}>
          Sign out
        </button>
      </footer>
      <Announcer />
    </>
  );
}

function View({ route }: { route: Route }) {
  const isLoaded = useSelect((state) => state.snapshot !== null);
  const problem = useSelect((state) => state.problem);
  switch (route.view) {
    case 'now':
      return isLoaded ? <Now /> : <p class="empty">{problem ?? 'Checking who is home …'}</p>;
    case 'device':
      return <DeviceView key={route.deviceId} deviceId={route.deviceId} />;
    case 'wifi':
      return <WifiView />;
    case 'health':
      return <HealthView />;
    case 'changes':
      return <ChangesView />;
  }
}

function useTitle({ view }: Route, isSignedIn: boolean) {
  useEffect(() => {
    // the device view sets its own title
    if (!isSignedIn || view !== 'device') document.title = isSignedIn ? `${TITLES[view]} – ${NAME}` : NAME;
  }, [view, isSignedIn]);
}

/** Moves the focus to the new view, for keyboards and screen readers. */
function useFocusMoved(route: Route, main: { current: HTMLElement | null }) {
  const shown = useRef(route);
  useEffect(() => {
    if (shown.current === route) return;
    shown.current = route;
    main.current?.focus({ preventScroll: true });
    if (route.view !== 'now') scrollTo(0, 0);
  }, [route]);
}

function Version() {
  const version = useSelect((state) => state.health?.version ?? null);
  return <span>{version === null ? NAME : `${NAME} ${version}`}</span>;
}

function Announcer() {
  const announcement = useSelect((state) => state.announcement);
  return (
    <p class="visually-hidden" aria-live="polite">
      {announcement}
    </p>
  );
}
