// @ts-check
// Fits frames with charts to what they hold, for a host's page: a classic script, loaded from where the frames are. It
// believes a message only when it comes from such a frame's own window and from this site, and only when it is a height.
{
  const script = document.currentScript;
  const site = new URL("../../", script instanceof HTMLScriptElement ? script.src : location.href);

  /** The pages of the site that are made for frames. */
  const pages = [new URL("embed.html", site).href, new URL("embed/1/frames/", site).href];

  /** Where a frame's words come from; a sandboxed one has no origin to name. */
  const origins = [site.origin, "null"];

  /** A frame may be this high, in CSS pixels. */
  const MOST = 10_000;

  /** @returns {HTMLIFrameElement[]} */
  const frames = () => [...document.querySelectorAll("iframe")].filter(({ src }) => pages.some((page) => src.startsWith(page)));

  addEventListener("message", ({ source, origin, data }) => {
    const frame = frames().find(({ contentWindow }) => contentWindow !== null && contentWindow === source);
    // A frame's window stays the same when another site opens in it.
    if (!frame || !origins.includes(origin) || data?.type !== "common-measure:height" || Object.keys(data).length !== 2) return;
    const { height } = data;
    if (Number.isInteger(height) && height > 0 && height <= MOST) frame.height = String(height);
  });

  // A frame that was there before this script is asked.
  for (const { contentWindow } of frames()) contentWindow?.postMessage({ type: "common-measure:fit" }, "*");
}
