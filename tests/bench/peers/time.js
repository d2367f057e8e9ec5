/** Milliseconds that `act` takes. */
export async function time(act) {
  const start = performance.now();
  await act();
  return performance.now() - start;
}
