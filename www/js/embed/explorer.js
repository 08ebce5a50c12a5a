// @ts-check
/** A map in a frame: with scripts it is the explorer's, which the link below the drawing leads to. */

const door = document.querySelector("a.door");
if (door instanceof HTMLAnchorElement) {
  const address = new URL(door.href);
  const theme = new URLSearchParams(location.search).get("theme");
  if (theme) address.searchParams.set("theme", theme);
  address.searchParams.set("frame", "1");
  // Not before all of the drawing's page has come: it would be fetched for nothing. Nobody goes back to it.
  const loaded = new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  void loaded.then(() => document.fonts.ready).then(() => location.replace(address));
}
