// @ts-check
// The document opens with the explorer: where another page is asked for, nothing shows until that is in its place.
document.documentElement.hidden = new URLSearchParams(location.search).has("page");
