/** A visitor of the explorer who never tires and does the same again for the same seed. */

/** Runs in the page. @param {{ seed: number, table: string, shapes: string }} given the text of a table and of shapes of their own */
export function visitor({ seed, table, shapes }) {
  /** What is loaded is kept: from a small choice, all of it is soon there. */
  const PLACES = {
    "los angeles county": "06037", california: "06", "orange county ca": "06059", "united states": "00", texas: "48",
    "cook county": "17031", "new york county": "36061",
  };
  const STATES = "01 02 04 05 06 08 09 10 11 12 13 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 44 45 46 47 48 49 50 51 53 54 55 56 72".split(" ");
  const NAMES = Object.keys(PLACES);
  const VIEWS = ["trend", "attainment", "gap", "jobs", "skills-gap", "pipeline", "earnings", "map", "what-if"];
  /** How long anything may take, in milliseconds. */
  const PATIENCE = 30_000;

  // mulberry32
  const random = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  /** @template T @param {ArrayLike<T>} all @returns {T | undefined} */
  const one = (all) => all[Math.floor(random() * all.length)];

  const frame = () => new Promise((painted) => requestAnimationFrame(painted));
  const all = (/** @type {string} */ selector) =>
    [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector))].filter((node) => node.checkVisibility());
  const press = (/** @type {HTMLElement | undefined} */ node) => {
    if (!node) return false;
    node.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, composed: true }));
    node.click();
    return true;
  };
  const key = (/** @type {Element} */ node, /** @type {string} */ name) =>
    node.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  const changed = (/** @type {HTMLElement} */ node) => {
    node.dispatchEvent(new Event("input", { bubbles: true }));
    node.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };

  /** Whether something is on its way. Further down, a part waits until it comes near the window. */
  const busy = () =>
    all('[aria-busy="true"]').find((node) => {
      const { top, bottom } = node.getBoundingClientRect();
      return node.dataset.ready || (top < innerHeight && bottom > 0);
    });

  /** @param {() => unknown} done @param {() => string} what is waited for */
  async function until(done, what) {
    for (const start = performance.now(); !done(); await frame()) {
      if (performance.now() - start > PATIENCE) throw new Error(`${what()} at ${location.href}`);
    }
  }
  const settled = async () => {
    await frame();
    await until(() => !busy(), () => `still busy: ${busy()?.outerHTML.slice(0, 200)}`);
  };

  const give = (/** @type {HTMLInputElement | null} */ input, /** @type {string} */ text, /** @type {string} */ name) => {
    if (!input?.checkVisibility()) return false;
    const files = new DataTransfer();
    files.items.add(new File([text], name));
    input.files = files.files;
    return changed(input);
  };

  /** Each says whether there was anything to do it to. @type {Record<string, { often: number, act: () => boolean | Promise<boolean> }>} */
  const actions = {
    hover: {
      often: 20,
      act() {
        const list = one(all(".chart-marks, .map-scroll"));
        if (!list) return false;
        const { left, top, width, height } = list.getBoundingClientRect();
        const at = { clientX: left + random() * width, clientY: top + random() * height, pointerType: "mouse", bubbles: true };
        list.dispatchEvent(new PointerEvent("pointermove", at));
        if (random() < 0.3) list.dispatchEvent(new PointerEvent("pointerleave", { pointerType: "mouse" }));
        return true;
      },
    },
    tap: {
      often: 8,
      act: () => press(one(all(".chart-marks [role=option], .map-row"))),
    },
    keys: {
      often: 10,
      act() {
        const list = one(all('.chart-marks[tabindex="0"], .map-scroll'));
        if (!list) return false;
        list.focus({ preventScroll: true });
        key(list, one(["ArrowRight", "ArrowLeft", "Home", "End", "Escape"]) ?? "");
        return true;
      },
    },
    choose: {
      often: 20,
      act() {
        const select = /** @type {HTMLSelectElement | undefined} */ (one(all(".ask select, .agenda select")));
        const option = select && one([...select.options].filter(({ disabled }) => !disabled));
        if (!select || !option) return false;
        select.value = option.value;
        return changed(select);
      },
    },
    place: {
      often: 12,
      async act() {
        const trigger = one(all(".ask .place-trigger"));
        const search = trigger?.parentElement;
        const field = /** @type {HTMLInputElement | null | undefined} */ (search?.querySelector(".place-field"));
        if (!search || !field || !press(trigger)) return false;
        field.value = one(NAMES) ?? "";
        changed(field);
        // Some questions have no answer for some of them, and the list says so.
        await until(() => !field.checkVisibility() || search.querySelector(".place-count")?.textContent, () => `no answer to ${field.value}`);
        // Some are left open, and the page changes around them.
        if (random() < 0.8) key(field, random() < 0.8 ? "Enter" : "Escape");
        return true;
      },
    },
    row: {
      often: 6,
      act: () => press(one(all(".place-remove, .adds .remove, .adds + button"))),
    },
    number: {
      often: 4,
      act() {
        const input = /** @type {HTMLInputElement | undefined} */ (one(all('.ask input[type="number"], .ask input[type="range"]')));
        if (!input) return false;
        if (random() < 0.5) input.stepUp();
        else input.stepDown();
        return changed(input);
      },
    },
    view: {
      often: 12,
      act: () => press(one(all('.views [data-view]:not([aria-current]), .door[data-view]'))),
    },
    language: {
      often: 4,
      act: () => press(one(all('[data-language][aria-pressed="false"]'))),
    },
    theme: {
      often: 4,
      act: () => press(one(all("#theme"))),
    },
    travel: {
      often: 8,
      async act() {
        // Not by `history`: the preview of an embed has a place in that as well.
        const { navigation } = /** @type {any} */ (globalThis);
        const back = navigation.canGoBack && (!navigation.canGoForward || random() < 0.6);
        if (!back && !navigation.canGoForward) return false;
        await (back ? navigation.back() : navigation.forward()).finished;
        return true;
      },
    },
    panel: {
      often: 8,
      act: () => press(one(all("summary"))),
    },
    take: {
      often: 3,
      // The preview in it is a page of its own, which takes as long as all else together.
      act: () => press(one(all(`[data-take="citation"], [data-take="link"], [data-take="${random() < 0.1 ? "embed" : "table"}"]`))),
    },
    map: {
      often: 3,
      act() {
        const radio = /** @type {HTMLInputElement | undefined} */ (one(all(".map-steps input:not(:checked)")));
        const select = /** @type {HTMLSelectElement | undefined} */ (one(all(".map-classes select")));
        if (!radio || !select) return false;
        if (random() < 0.5) return press(radio);
        select.value = one(select.options)?.value ?? "";
        return changed(select);
      },
    },
    shapes: {
      // Only where the map is open.
      often: 6,
      act: () => press(one(all(".map-drop button"))) || give(document.querySelector(".map-file"), shapes, "mine.json"),
    },
    file: {
      often: 4,
      act: () => press(one(all(".own-data .own-stage button, .own-data [data-table] button"))) || give(document.querySelector(".own-file"), table, "mine.csv"),
    },
    data: {
      often: 2,
      act: () => press(one(all('.views [data-view="data"]'))),
    },
    atlas: {
      often: 2,
      act: () => press(one(all('.views [data-view="map"]'))),
    },
    scroll: {
      often: 5,
      act() {
        one(all(".part:not([hidden]) figure, .answer"))?.scrollIntoView({ block: "start", behavior: "instant" });
        return true;
      },
    },
  };
  const bag = Object.entries(actions).flatMap(([name, { often }]) => Array(often).fill(name));

  /** How often each was done. @type {Record<string, number>} */
  const done = Object.fromEntries(Object.keys(actions).map((name) => [name, 0]));

  /** @param {number} times */
  async function act(times) {
    for (let turn = 0; turn < times; ) {
      const name = one(bag) ?? "";
      if (!(await actions[name]?.act())) {
        await settled();
        continue;
      }
      done[name] = (done[name] ?? 0) + 1;
      turn += 1;
      // Some do not wait for the answer.
      if (random() < 0.8) await settled();
    }
    return done;
  }

  const open = async (/** @type {string} */ address) => {
    history.pushState(null, "", address);
    dispatchEvent(new PopStateEvent("popstate"));
    await settled();
  };

  /** What takes the most memory, once: a module's never shrinks, and what some steps alone load is rarely asked for. */
  async function tour() {
    // All tables that the steps can ask for: a row of the nation's map leads into any state.
    for (const state of STATES) for (const view of ["trend", "gap"]) await open(`?view=${view}&place=${state}`);
    for (const code of Object.values(PLACES)) {
      for (const view of VIEWS) await open(`?view=${view}&place=${code}`);
    }
    const take = async (/** @type {string} */ query, /** @type {string} */ what, done = () => true) => {
      await open(query);
      await until(() => all(`.part [data-take="${what}"]`).length && done(), () => query);
      await settled();
      press(all(`.part [data-take="${what}"]`)[0]);
    };
    // With the formulas of three thousand figures.
    const nation = () => /3,\d{3} /.test(document.querySelector("#map .chart-title")?.textContent ?? "");
    await take("?view=map&place=00", "table", nation);
    const saved = () => document.querySelector("#map .take-status")?.textContent ?? "";
    const kept = () => until(() => saved().includes("-and-3"), () => `the table of the nation: ${saved()}`);
    await kept();
    // And of each level: they are sums of more cells, or fewer.
    const levels = () => /** @type {HTMLSelectElement} */ (all("#map .ask select")[1]);
    for (const { value, disabled } of [...levels().options]) {
      if (disabled) continue;
      levels().value = value;
      changed(levels());
      await settled();
      await until(nation, () => `the nation's map of ${value}`);
      const status = document.querySelector("#map .take-status");
      if (status) status.textContent = "";
      press(all('#map [data-take="table"]')[0]);
      await kept();
    }
    // And its drawing, for a page elsewhere, in either language.
    const speak = async (/** @type {string} */ language) => {
      press(all(`[data-language="${language}"][aria-pressed="false"]`)[0]);
      await until(() => document.documentElement.lang === language, () => language);
      await settled();
    };
    for (const language of ["es", "en"]) {
      await speak(language);
      await until(nation, () => `the nation's map in ${language}`);
      const embed = () => all('#map [data-take="embed"]')[0];
      press(embed());
      await until(() => all("#map .take-code").some(({ textContent }) => (textContent ?? "").length > 500), () => "the map's code");
      await settled();
      press(embed());
    }
    // A visitor's own shapes lie beside it.
    give(document.querySelector(".map-file"), shapes, "mine.json");
    await until(() => document.querySelector(".map-status")?.textContent?.startsWith("mine.json:"), () => "the visitor's shapes");
    await settled();
    press(all(".map-drop button")[0]);
    await settled();
    // Two of its maps at a time: the one that stands, and the one that is asked for and cut anew meanwhile.
    for (let turn = 0; turn < 6; turn += 1) {
      const select = /** @type {HTMLSelectElement | undefined} */ (all("#map .ask select")[1]);
      const option = [...(select?.options ?? [])].find(({ disabled, selected }) => !disabled && !selected);
      if (!select || !option) throw new Error("the nation's map has nothing to choose");
      const cut = () => press(all(".map-steps input:not(:checked)")[0]);
      if (turn % 2) cut();
      select.value = option.value;
      changed(select);
      if (turn % 2 === 0) cut();
      await settled();
    }
    await take("?view=gap", "embed");
    const preview = () => /** @type {HTMLIFrameElement | null} */ (document.querySelector("#gap .builder-frame"));
    await until(preview, () => "the panel");
    // It draws when it comes into sight.
    preview()?.scrollIntoView({ block: "center", behavior: "instant" });
    await until(() => preview()?.contentDocument?.querySelector("common-measure")?.shadowRoot?.querySelector("canvas"), () => "the preview");
    press(all('#gap [data-take="embed"]')[0]);
    press(all("#gap .place-trigger")[0]);
    await until(() => all("#gap .place-rows [role=option]").length, () => "the places");
    press(all("#gap .place-trigger")[0]);
    await settled();
  }

  /** Asks all first questions again, with nothing open, marked or brought along. */
  async function rest() {
    await settled();
    press(all('[data-language="en"][aria-pressed="false"]')[0]);
    await until(() => document.documentElement.lang === "en", () => "English");
    press(all('#theme[aria-pressed="true"]')[0]);
    await open("?view=data");
    await until(() => all(".own-file").length, () => "the form for files");
    for (let away; (away = all('.own-data [data-table] button:not(.own-view)')[0]); await settled()) press(away);
    give(document.querySelector(".own-file"), table, "mine.csv");
    await until(() => all(".own-stage .own-use").length, () => "the visitor's table");
    press(all(".own-stage button:not(.own-use)").at(-1));
    await until(() => !all(".own-stage *").length, () => "nothing of it left");
    for (const view of VIEWS) {
      await open(`?view=${view}`);
      await until(() => document.querySelector(`#${view} .take`), () => view);
      const part = document.getElementById(view);
      part?.scrollIntoView({ block: "start", behavior: "instant" });
      await settled();
      press(all(".map-drop button")[0]);
      await settled();
      // What is folded away still holds what it showed last: so it shows the same each time.
      for (const folded of part?.querySelectorAll("details") ?? []) folded.open = true;
      await settled();
      for (const list of all(`#${view} .chart-marks, #${view} .map-scroll`)) {
        key(list, "Home");
        key(list, "Escape");
      }
      await settled();
      for (const folded of part?.querySelectorAll("details") ?? []) folded.open = false;
      press(all(`#${view} [data-take][aria-expanded="true"]`)[0]);
    }
    await open("?view=agenda");
    await open("?view=trend");
    press(document.body);
  }

  Object.assign(globalThis, { visitor: { act, rest, tour } });
}
