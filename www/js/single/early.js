// @ts-check
// The document opens with the explorer: where another page is asked for, nothing shows until that is in its place, and
// it does not wait for the explorer's words.
if (new URLSearchParams(location.search).has("page")) {
  document.documentElement.hidden = true;
  delete document.documentElement.dataset.waiting;
}
