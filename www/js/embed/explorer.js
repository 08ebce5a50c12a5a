// @ts-check
/** A map in a frame: with scripts it is the explorer's, which the link below the drawing leads to. */

const door = document.querySelector("a.door");
if (door instanceof HTMLAnchorElement) {
  const address = new URL(door.href);
  const theme = new URLSearchParams(location.search).get("theme");
  if (theme) address.searchParams.set("theme", theme);
  address.searchParams.set("frame", "1");
  // Nobody goes back to the drawing.
  location.replace(address);
}
