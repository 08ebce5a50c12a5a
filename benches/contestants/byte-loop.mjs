/**
 * A loop over bytes by hand, of the sort that one would write for this one file: columns at known places, no quotation
 * marks, no check of anything, nothing kept but the sums. How fast JavaScript can be.
 */

import { RACE, REPLICATES, SEX, withMoe } from "./shares.mjs";

const [COMMA, LINE, ZERO] = [44, 10, 48];

/** Text of few values to its number, by a hash of its bytes. */
class Codes {
  texts = [];
  slots = new Int32Array(1 << 16).fill(-1);
  hashes = new Int32Array(1 << 16);

  of(bytes, from, to) {
    let hash = 0;
    for (let i = from; i < to; i += 1) hash = (Math.imul(hash, 31) + bytes[i]) | 0;
    let slot = (hash ^ (hash >>> 15)) & 0xffff;
    while (this.slots[slot] >= 0 && this.hashes[slot] !== hash) slot = (slot + 1) & 0xffff;
    if (this.slots[slot] < 0) {
      this.slots[slot] = this.texts.length;
      this.hashes[slot] = hash;
      this.texts.push(String.fromCharCode(...bytes.subarray(from, to)));
    }
    return this.slots[slot];
  }
}

/** Sums of every row by place, year and race. */
function tidy(bytes) {
  const [places, races] = [new Codes(), new Codes()];
  const [FIRST, YEARS, RACES] = [2016, 8, 16];
  let [higher, all] = [new Float64Array(1 << 20), new Float64Array(1 << 20)];
  const end = bytes.length;
  for (let i = bytes.indexOf(LINE) + 1; i < end; ) {
    const place = i;
    while (bytes[i] !== COMMA) i += 1;
    const placeEnd = i;
    const year = bytes[i + 3] * 10 + bytes[i + 4] - 11 * ZERO + 2000 - FIRST;
    i += 6;
    while (bytes[i] !== COMMA) i += 1;
    const race = (i += 1);
    while (bytes[i] !== COMMA) i += 1;
    const raceEnd = i;
    // "bachelors" and "graduate": no other level begins with b or with grad-u.
    const level = (i += 1);
    while (bytes[i] !== COMMA) i += 1;
    const isHigher = bytes[level] === 98 || (bytes[level] === 103 && bytes[level + 4] === 117);
    let value = 0;
    i += 1;
    for (let byte = bytes[i]; i < end && byte !== LINE; byte = bytes[(i += 1)]) value = value * 10 + byte - ZERO;
    i += 1;
    const group = (places.of(bytes, place, placeEnd) * YEARS + year) * RACES + races.of(bytes, race, raceEnd);
    if (group >= all.length) [higher, all] = [higher, all].map(doubled);
    all[group] += value;
    if (isHigher) higher[group] += value;
  }
  return (/** @type {string} */ period) => places.texts.flatMap((place, p) => races.texts.map((race, r) => {
    const group = (p * YEARS + Number(period) - FIRST) * RACES + r;
    return [`${place} ${race}`, higher[group] / all[group]];
  }));
}

function doubled(sums) {
  const wider = new Float64Array(2 * sums.length);
  wider.set(sums);
  return wider;
}

function persons(bytes) {
  const header = new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(LINE))).split(",");
  const at = (name) => header.indexOf(name);
  const [area, state, age, school, sex, race, first] = ["PUMA", "ST", "AGEP", "SCHL", "SEX", "RAC1P", "PWGTP1"].map(at);
  const weight = at("PWGTP");
  const groups = new Map();
  const cells = new Int32Array(first);
  const end = bytes.length;
  for (let i = bytes.indexOf(LINE) + 1; i < end; ) {
    for (let cell = 0; cell < first; cell += 1) {
      let number = 0;
      for (let byte = bytes[i]; byte !== COMMA; byte = bytes[(i += 1)]) number = (Math.imul(number, 10) + byte - ZERO) | 0;
      cells[cell] = number;
      i += 1;
    }
    if (cells[age] < 25) {
      while (i < end && bytes[i] !== LINE) i += 1;
      i += 1;
      continue;
    }
    const key = ((cells[state] * 100_000 + cells[area]) * 4 + cells[sex]) * 16 + cells[race];
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { key, all: new Float64Array(REPLICATES + 1), higher: new Float64Array(REPLICATES + 1) }));
    const { all } = group;
    const higher = cells[school] >= 21 ? group.higher : null;
    all[0] += cells[weight];
    if (higher) higher[0] += cells[weight];
    for (let r = 1; r <= REPLICATES; r += 1) {
      let number = 0;
      for (let byte = bytes[i]; i < end && byte !== COMMA && byte !== LINE; byte = bytes[(i += 1)]) number = number * 10 + byte - ZERO;
      i += 1;
      all[r] += number;
      if (higher) higher[r] += number;
    }
  }
  // Three codes are American Indian or Alaska Native.
  const named = new Map();
  for (const { key, all, higher } of groups.values()) {
    const place = `${Math.floor(key / 64)}`.padStart(7, "0");
    const name = `${place} ${SEX[(key >> 4) & 3]} ${RACE[key & 15]}`;
    const known = named.get(name);
    if (!known) named.set(name, { all, higher });
    else for (let r = 0; r <= REPLICATES; r += 1) [known.all[r], known.higher[r]] = [known.all[r] + all[r], known.higher[r] + higher[r]];
  }
  return [...named].map(([name, { all, higher }]) => [name, ...withMoe(higher, all)]);
}

export async function start() {
  let shares = () => [];
  return {
    load(work, bytes) {
      if (work === "persons") {
        const known = persons(bytes);
        shares = () => known;
      } else shares = tidy(bytes);
    },
    tidy: (period) => shares(period),
    persons: () => shares(),
  };
}
