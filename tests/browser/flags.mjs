/** How Chromium is started wherever it is tested or measured. */

/**
 * The address bar's own pages, which each new window would load and run beside the page that is looked at. Chromium hears
 * only the last list, so those of Playwright's that matter to a page here are named again.
 */
const WITHOUT = [
  "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
  "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying",
  "OptimizationHints", "PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning",
];

/** Root wants no sandbox; the rest keeps Chromium's own requests out of the log. */
export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  `--disable-features=${WITHOUT.join(",")}`,
];
