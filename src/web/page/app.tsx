/** The frame of the page: navigation, status, warnings and the current view. A new view is a file in view/ and a line in `View`. */
import { useEffect, useRef } from 'preact/hooks';
import { KeyForm } from './key-form.tsx';
import { KeyHelp } from './key-help.tsx';
import { Kiosk } from './now/kiosk.tsx';
import { Mark } from './mark.tsx';
import { Now } from './now/now.tsx';
import { Pending } from './pending.tsx';
import { type Route, toHash } from './route.ts';
import { Status } from './status.tsx';
import { ThemeSwitch } from './theme-switch.tsx';
import { goTo, useRoute } from './use-route.ts';
import { isTextField } from './is-text-field.ts';
import { useKey } from './use-key.ts';
import { areDevicesLoaded, useSelect } from './store.ts';
import { Warnings } from './warnings.tsx';
import { areChangesOn } from './change/operator-key-context.ts';
import { AccessPointView } from './access-point/access-point.tsx';
import { DevicesView } from './devices/devices.tsx';
import { TimelineView } from './timeline/timeline.tsx';
import { ChangesView } from './view/changes.tsx';
import { DeviceLink } from './view/device-link.tsx';
import { HealthView } from './view/health.tsx';
import { NowhereView } from './view/nowhere.tsx';
import { WifiView } from './view/wifi.tsx';

const NAME = 'mikrotik-presence';
const TITLES = {
  now: 'Now',
  devices: 'Devices',
  timeline: 'Timeline',
  wifi: 'WiFi',
  health: 'Health',
  changes: 'Changes',
  device: 'Device',
  'access-point': 'Access point',
  nowhere: 'No such view',
} as const;
/** In the navigation. */
const views = [
  'now',
  'devices',
  'timeline',
  'wifi',
  'health',
  ...(areChangesOn() ? (['changes'] as const) : []),
] as const;
/** These have a search of their own. */
const searchable: readonly Route['view'][] = ['now', 'devices', 'timeline'];
/** These set the title of the document themselves, when they know the name of what they show. */
const titled: readonly Route['view'][] = ['device', 'access-point'];

const viewKeys = views.map((view, index) => ({
  character: String(index + 1),
  title: TITLES[view],
  open: () => goTo(toHash({ view })),
}));

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
  useFocusMoved(key === null ? null : toHash(route), main);
  if (key === null) {
    return (
      <main class="sign-in">
        <KeyForm key={refusal} refusal={refusal} onKey={onKey} />
      </main>
    );
  }
  if (route.view === 'now' && new URLSearchParams(route.query).has('kiosk')) return <Kiosk />;
  return (
    <>
      <header class="top">
        <a
          class="skip"
          href={toHash(route, route.query)}
          onClick={(event) => {
            event.preventDefault();
            main.current?.focus();
          }}
        >
          Skip to content
        </a>
        <a class="brand" href={toHash({ view: 'now' })} aria-label={`${NAME}: now`}>
          <Mark />
          <span class="brand-name">{NAME}</span>
        </a>
        <nav class="views" aria-label="Views">
          {views.map((view) => (
            <a key={view} href={toHash({ view })} aria-current={route.view === view ? 'page' : undefined}>
              {TITLES[view]}
            </a>
          ))}
        </nav>
        <Status />
        <ThemeSwitch />
        <KeyHelp views={viewKeys} />
        {searchable.includes(route.view) ? null : <SearchKey />}
      </header>
      <Warnings />
      <main ref={main} tabIndex={-1}>
        <View route={route} />
      </main>
      <footer>
        <Version /> · {areChangesOn() ? 'changes routers when you approve it' : 'can only look'} ·{' '}
        <a href={toHash({ view: 'now' }, 'kiosk')}>Kiosk</a> · <a href="manual/page">? Manual</a> ·{' '}
        <a href="docs">REST documentation</a> ·{' '}
        <button type="button" class="link" onClick={onSignOut}>
          Sign out
        </button>
      </footer>
      <Announcer />
    </>
  );
}

function View({ route }: { route: Route }) {
  const isLoaded = useSelect(areDevicesLoaded);
  switch (route.view) {
    case 'now':
      return isLoaded ? <Now query={route.query} /> : <Pending text="Checking who is home …" />;
    case 'devices':
      return <DevicesView query={route.query} />;
    case 'timeline':
      return <TimelineView query={route.query} />;
    case 'access-point':
      return <AccessPointView key={route.accessPointId} accessPointId={route.accessPointId} />;
    case 'nowhere':
      return <NowhereView path={route.path} />;
    case 'device':
      return <DeviceLink key={route.deviceId} text={route.deviceId} />;
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
    if (!isSignedIn || !titled.includes(view))
      document.title = isSignedIn ? `${TITLES[view]} – ${NAME}` : NAME;
  }, [view, isSignedIn]);
}

/** Moves the focus to the new view, for keyboards and screen readers; another query is the same view. `path` is null while signed out. */
function useFocusMoved(path: string | null, main: { current: HTMLElement | null }) {
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    // unless / has led to its search
    if (!isTextField(document.activeElement)) main.current?.focus({ preventScroll: true });
    if (path !== toHash({ view: 'now' })) scrollTo(0, 0);
  }, [path]);
}

/** Leads to the search of the devices. */
function SearchKey() {
  useKey('/', () => {
    addEventListener('hashchange', () => requestAnimationFrame(focusSearch), { once: true });
    goTo(toHash({ view: 'devices' }));
  });
  return null;
}

function focusSearch() {
  document.querySelector<HTMLElement>('.search input')?.focus();
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
