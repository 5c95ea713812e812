import { X509Certificate } from 'node:crypto';
import { Gauge } from 'prom-client';

const expiry = new Gauge({
  name: 'rondo_certificate_expiry_timestamp_seconds',
  help: 'When a certificate that this process was given ends: of several in one text the first. Nothing renews it: it is a value of whoever installs.',
  labelNames: ['certificate'],
});

/** From now on the end of a certificate is among the metrics. `pem`: one certificate, or several. Throws where it is none. */
export function tellExpiry(certificate: string, pem: string): void {
  const ends = (pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []).map((text) =>
    new X509Certificate(text).validToDate.getTime(),
  );
  if (ends.length === 0) throw new Error('expected certificates in PEM');
  expiry.set({ certificate }, Math.min(...ends) / 1_000);
}
