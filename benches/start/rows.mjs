/** The same figures for the other charts: the share with a bachelor's degree or higher by year, from the same file. */

export async function shares() {
  const text = await (await fetch("/data/first/06.csv")).text();
  const sums = new Map();
  for (const line of text.split("\n").slice(1)) {
    const [place, period, level, value] = line.split(",");
    if (place !== "06037" || value === undefined) continue;
    const [higher, all] = sums.get(period) ?? [0, 0];
    sums.set(period, [higher + (level === "bachelors_or_higher" ? +value : 0), all + +value]);
  }
  return [...sums].map(([period, [higher, all]]) => ({ year: Number(period.slice(-4)), share: higher / all }));
}
