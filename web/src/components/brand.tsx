/** Rondo's sign. */
export function Brand({ size }: { size: number }) {
  return <img src="/icon.svg" width={size} height={size} alt="Rondo" style={{ display: 'block' }} />;
}
