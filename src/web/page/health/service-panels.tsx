/** What the service has besides routers: the broker, the log lines, the history, its memory, and itself. */
import type { ComponentChildren } from 'preact';
import type { BrokerHealth, Health, HistoryHealth, SyslogHealth } from '../../../record/health.ts';
import { Ago } from '../ago.tsx';
import { toCount, toSize } from './amount.ts';
import { Facts } from './fact-list.tsx';

interface PanelProps {
  title: string;
  /** A word, and whether it is a good one; null for neither. */
  word: readonly [string, boolean | null];
  /** Untrusted or long words of the service. */
  problem?: string | null;
  remedy?: string | null;
  children?: ComponentChildren;
}

function Panel({ title, word: [word, isGood], problem = null, remedy = null, children }: PanelProps) {
  return (
    <li class="box">
      <div class="box-head">
        <h3>{title}</h3>
        <span class={`badge ${isGood === null ? '' : isGood ? 'good' : 'bad'}`}>{word}</span>
      </div>
      {problem === null && remedy === null ? null : (
        <p class="fault">
          <bdi>{problem}</bdi>
          {remedy === null ? null : <b class="remedy"> {remedy}</b>}
        </p>
      )}
      {children}
    </li>
  );
}

export function BrokerPanel({ mqtt }: { mqtt: BrokerHealth | null }) {
  if (mqtt === null) {
    return (
      <Panel title="MQTT broker" word={['off', null]}>
        <p class="turn-on">
          No broker is configured. Set <code>MQTT_URL</code>, such as <code>mqtt://192.168.88.2:1883</code>,
          and Home Assistant finds every device.
        </p>
      </Panel>
    );
  }
  const { connected, protocol, message, remedy } = mqtt;
  return (
    <Panel
      title="MQTT broker"
      word={[connected ? 'connected' : 'not connected', connected]}
      problem={message}
      remedy={remedy}
    >
      <Facts facts={[['Speaks', protocol === null ? null : `MQTT ${protocol}`]]} />
    </Panel>
  );
}

export function LogPanel({ syslog }: { syslog: SyslogHealth | null }) {
  if (syslog === null) {
    return (
      <Panel title="Log lines" word={['off', null]}>
        <p class="turn-on">
          Routers can tell at once who came and went, instead of being asked. Set{' '}
          <code>SYSLOG_PORT=5514</code>, and let each router send its lines;{' '}
          <code>mikrotik-presence check</code> prints the commands for it.
        </p>
      </Panel>
    );
  }
  const { port, problem, line_count, understood_count, foreign_count, dropped_count, routers } = syslog;
  const sorted = routers.toSorted((a, b) => (a.router < b.router ? -1 : 1));
  return (
    <Panel title="Log lines" word={problem === null ? ['taken', true] : ['problem', false]} problem={problem}>
      <Facts
        facts={[
          ['Port', `${port}, UDP and TCP`],
          ['Taken', `${toCount(line_count, 'line')}, ${understood_count.toLocaleString('en')} understood`],
          ['Foreign', foreign_count === 0 ? 'none' : `${foreign_count.toLocaleString('en')} ignored`],
          ['Dropped', dropped_count === 0 ? null : toCount(dropped_count, 'line')],
        ]}
      />
      <div class="table-frame" tabIndex={0} role="region" aria-label="Log lines by router">
        <table class="tables">
          <thead>
            <tr>
              <th scope="col">Router</th>
              <th scope="col" class="number">
                Lines
              </th>
              <th scope="col" class="number">
                Last one
              </th>
            </tr>
          </thead>
          <tbody>
            {sorted.map(({ router, line_count: count, last_line_at }) => (
              <tr key={router} class={count === 0 ? 'absent' : ''}>
                <th scope="row" dir="auto">
                  {router}
                </th>
                <td class="number">{count.toLocaleString('en')}</td>
                <td class="number">
                  {last_line_at === null ? (
                    'none yet'
                  ) : (
                    <>
                      <Ago at={last_line_at} exact /> ago
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

export function HistoryPanel({ history }: { history: HistoryHealth | null }) {
  if (history === null) {
    return (
      <Panel title="History" word={['off', null]}>
        <p class="turn-on">
          None is kept. Set <code>HISTORY_MAX_SIZE</code> to a size, such as <code>512MB</code>, to see where
          devices were and who clings.
        </p>
      </Panel>
    );
  }
  const { problem, size_bytes, oldest_at } = history;
  return (
    <Panel
      title="History"
      word={problem === null ? ['written', true] : ['not written', false]}
      problem={problem}
    >
      <Facts
        facts={[
          ['Size', size_bytes === null ? 'not known yet' : toSize(size_bytes)],
          [
            'Oldest event',
            oldest_at === null ? (
              'none yet'
            ) : (
              <>
                <Ago at={oldest_at} /> ago
              </>
            ),
          ],
        ]}
      />
    </Panel>
  );
}

/** `at`: when this was told, epoch milliseconds. */
export function ServicePanel({ health, at }: { health: Health; at: number }) {
  const { status, version, uptime_seconds, state, snapshot } = health;
  return (
    <Panel title="This service" word={[status, status === 'ok']} problem={state.problem}>
      <Facts
        facts={[
          ['Version', version],
          ['Up for', <Ago at={at - uptime_seconds * 1000} exact />],
          ['State', state.problem === null ? 'kept over a restart' : 'lost at a restart'],
          [
            'Newest reading',
            snapshot === null ? (
              'none yet'
            ) : (
              <>
                <Ago at={snapshot.taken_at} exact /> ago{snapshot.complete ? '' : ', not complete'}
              </>
            ),
          ],
        ]}
      />
      {snapshot === null || snapshot.warnings.length === 0 ? null : (
        <ul class="warnings" aria-label="Warnings of the newest reading">
          {snapshot.warnings.map(({ router, table, message, since_at }, index) => (
            <li key={index}>
              <bdi>{router}</bdi> {table} for <Ago at={since_at} exact />: <bdi>{message}</bdi>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
