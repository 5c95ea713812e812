/** What a dashboard of Grafana's is made from; `dashboard` lays it out. */
export interface Dashboard {
  /** Part of its address: never changed. */
  uid: string;
  title: string;
  rows: readonly Row[];
}

export interface Row {
  title: string;
  panels: readonly Panel[];
}

export interface Panel {
  title: string;
  /** For who looks at it at night: what is usual, what to do next. */
  description?: string;
  /** One of Grafana's units. */
  unit: 's' | 'ms' | 'short' | 'ops' | 'percentunit' | 'bytes';
  /** `stat`: the last value alone. */
  kind?: 'timeseries' | 'stat';
  /** PromQL, and what a series is called. */
  queries: readonly (readonly [expr: string, legend: string])[];
}

/** A series of the namespace that is chosen at the dashboard's top; all where there are none. */
export const of = (metric: string, labels = ''): string =>
  `${metric}{namespace=~"$namespace"${labels === '' ? '' : `, ${labels}`}}`;

export const rate = (metric: string, labels = ''): string => `rate(${of(metric, labels)}[$__rate_interval])`;

/** A quantile of a histogram, by labels. */
export const quantile = (q: number, histogram: string, by = '', labels = ''): string =>
  `histogram_quantile(${q}, sum by (le${by === '' ? '' : `, ${by}`}) (${rate(`${histogram}_bucket`, labels)}))`;

const columns = 3;
const [width, height] = [24 / columns, 8];
const datasource = { type: 'prometheus', uid: '$datasource' };

/** As Grafana 10 and later import it. */
export function toGrafana({ uid, title, rows }: Dashboard): object {
  const panels: object[] = [];
  let y = 0;
  for (const row of rows) {
    panels.push({ id: panels.length + 1, type: 'row', title: row.title, gridPos: { x: 0, y: y++, w: 24, h: 1 } });
    for (const [index, panel] of row.panels.entries()) {
      const gridPos = {
        x: (index % columns) * width,
        y: y + Math.floor(index / columns) * height,
        w: width,
        h: height,
      };
      panels.push({ id: panels.length + 1, ...toPanel(panel), gridPos });
    }
    y += Math.ceil(row.panels.length / columns) * height;
  }
  return {
    uid,
    title,
    tags: ['rondo'],
    timezone: 'browser',
    schemaVersion: 39,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    templating: {
      list: [
        { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' },
        {
          ...{ name: 'namespace', label: 'Namespace', type: 'query', datasource, refresh: 2 },
          query: 'label_values(rondo_outbox_published_total, namespace)',
          // Outside Kubernetes there is no such label, which `.*` allows.
          ...{ includeAll: true, allValue: '.*', current: { text: 'All', value: '$__all' } },
        },
      ],
    },
    links: [{ type: 'dashboards', tags: ['rondo'], title: 'Rondo', asDropdown: true }],
    panels,
  };
}

function toPanel({ title, description = '', unit, kind = 'timeseries', queries }: Panel): object {
  return {
    type: kind,
    title,
    description,
    datasource,
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options:
      kind === 'stat' ? { reduceOptions: { calcs: ['lastNotNull'] } } : { tooltip: { mode: 'multi', sort: 'desc' } },
    targets: queries.map(([expr, legendFormat], index) => ({
      refId: String.fromCharCode(65 + index),
      datasource,
      expr,
      legendFormat,
    })),
  };
}
