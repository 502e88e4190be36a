/**
 * Normalised discounted cumulative gain of the first ten (Järvelin and Kekäläinen 2002) with gains of 0 and 1.
 * @param found best first, no repeats
 */
export function ndcg10(found: readonly string[], relevant: readonly string[]): number {
  const gain = found
    .slice(0, 10)
    .reduce((sum, each, i) => sum + (relevant.includes(each) ? discount(i) : 0), 0);
  const most = relevant.slice(0, 10).reduce((sum, _, i) => sum + discount(i), 0);
  return most ? gain / most : 0;
}

const discount = (i: number): number => 1 / Math.log2(i + 2);
