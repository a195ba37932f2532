/** The parts of the service besides routers: broker, log lines, history, and the service itself. */
import type { ComponentChildren } from 'preact';
import type { BrokerHealth, Health, HistoryHealth, SyslogHealth } from '../../../record/health.ts';
import { Ago } from '../ago.tsx';
import { toCount, toSize } from '../amount.ts';
import { TableFrame } from '../table-frame.tsx';
import { FactList } from './fact-list.tsx';

interface PanelProps {
  title: string;
  /** A word, and whether it is good; null for neutral. */
  word: readonly [string, boolean | null];
  /** From the service: may be long or contain text of other devices. */
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
          No broker is configured. Set <code>MQTT_URL</code>, for example{' '}
          <code>mqtt://192.168.88.2:1883</code>, to publish the devices to Home Assistant.
        </p>
      </Panel>
    );
  }
  const { connected, protocol, message, remedy, deletions, deletion_count: count } = mqtt;
  const more = count > deletions.length ? ` and ${count - deletions.length} more` : '';
  const deleted = count === 0 ? null : <bdi>{deletions.map(({ name }) => name).join(', ') + more}</bdi>;
  return (
    <Panel
      title="MQTT broker"
      word={[connected ? 'connected' : 'not connected', connected]}
      problem={message}
      remedy={remedy}
    >
      <FactList
        facts={[
          ['Protocol', protocol === null ? null : `MQTT ${protocol}`],
          ['Deleted in Home Assistant', deleted],
        ]}
      />
    </Panel>
  );
}

export function LogPanel({ syslog }: { syslog: SyslogHealth | null }) {
  if (syslog === null) {
    return (
      <Panel title="Log lines" word={['off', null]}>
        <p class="turn-on">
          Routers can report connections at once, in their log. Set <code>SYSLOG_PORT=5514</code> and let each
          router send its log lines; <code>mikrotik-presence check</code> prints the commands.
        </p>
      </Panel>
    );
  }
  const { port, problem, line_count, understood_count, foreign_count, dropped_count, routers } = syslog;
  const sorted = routers.toSorted((a, b) => (a.router < b.router ? -1 : 1));
  const unclear = line_count - routers.reduce((sum, router) => sum + router.line_count, 0);
  return (
    <Panel
      title="Log lines"
      word={problem === null ? ['receiving', true] : ['problem', false]}
      problem={problem}
    >
      <FactList
        facts={[
          ['Port', `${port}, UDP and TCP`],
          ['Received', `${toCount(line_count, 'line')}, ${understood_count.toLocaleString('en')} understood`],
          [
            'Router unclear',
            unclear === 0 ? null : `${toCount(unclear, 'line')} from an address of no router, or of several`,
          ],
          ['Unknown senders', foreign_count === 0 ? 'none' : `${foreign_count.toLocaleString('en')} ignored`],
          ['Dropped', dropped_count === 0 ? null : toCount(dropped_count, 'line')],
        ]}
      />
      <TableFrame
        label="Log lines by router"
        class="tables"
        heads={['Router', 'Lines', 'Last line']}
        numbers={['Lines', 'Last line']}
      >
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
      </TableFrame>
    </Panel>
  );
}

export function HistoryPanel({ history }: { history: HistoryHealth | null }) {
  if (history === null) {
    return (
      <Panel title="History" word={['off', null]}>
        <p class="turn-on">
          No history is kept. Set <code>HISTORY_MAX_SIZE</code> to a size, for example <code>512MB</code>, to
          see past places of devices and findings.
        </p>
      </Panel>
    );
  }
  const { problem, size_bytes, oldest_at } = history;
  // a file that cannot be read says neither
  const none = size_bytes === null ? 'unknown' : 'none yet';
  return (
    <Panel
      title="History"
      word={problem === null ? ['recording', true] : ['not recording', false]}
      problem={problem}
    >
      <FactList
        facts={[
          ['Size', size_bytes === null ? 'unknown' : toSize(size_bytes)],
          [
            'Oldest event',
            oldest_at === null ? (
              none
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

/** `at`: when the health was received, epoch milliseconds. */
export function ServicePanel({ health, at }: { health: Health; at: number }) {
  const { status, version, uptime_seconds, state, snapshot } = health;
  return (
    <Panel title="This service" word={[status, status === 'ok']} problem={state.problem}>
      <FactList
        facts={[
          ['Version', version],
          ['Uptime', <Ago at={at - uptime_seconds * 1000} exact />],
          ['State', state.problem === null ? 'saved' : 'not saved'],
          [
            'Last reading',
            snapshot === null ? (
              'none yet'
            ) : (
              <>
                <Ago at={snapshot.taken_at} exact /> ago{snapshot.complete ? '' : ', incomplete'}
              </>
            ),
          ],
        ]}
      />
      {snapshot === null || snapshot.warnings.length === 0 ? null : (
        <ul class="reading-warnings" aria-label="Warnings of the last reading">
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
