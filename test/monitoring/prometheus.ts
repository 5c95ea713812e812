interface Answer {
  status: string;
  error?: string;
  data?: { resultType: string; result: { metric: Record<string, string>; value: [number, string] }[] };
}

/** What an instant query selects now. Throws what Prometheus says where it is no PromQL. */
export async function query(url: string, promql: string): Promise<number[]> {
  const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query: promql }) });
  const { error, data } = (await response.json()) as Answer;
  if (!data) throw new Error(`${promql}: ${error}`);
  return data.result.map(({ value: [, value] }) => Number(value));
}
