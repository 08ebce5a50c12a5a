// @ts-check
// Before anything is painted: a page that is opened at a view's address shows no opening first, and one that is to speak
// Spanish no English. A classic script, for it must not wait.
{
  const root = document.documentElement;
  const asked = new URLSearchParams(location.search);
  const view = asked.get("view");
  if (view) root.dataset.page = view;
  // The code of the views, which would else be asked for only when the page's own has come.
  if (view && view !== "how") {
    for (const part of document.currentScript?.dataset.later?.split(" ") ?? []) {
      const link = document.createElement("link");
      link.rel = "modulepreload";
      link.href = part;
      document.head.append(link);
    }
  }
  const language = asked.get("lang") ?? navigator.language;
  if (language.toLowerCase().startsWith("es")) root.dataset.waiting = "";
  // The page's own code may not come, or be no code: then nobody else is there to say so.
  const broken = () => {
    if (root.dataset.started !== undefined) return;
    root.dataset.broken = "page";
    delete root.dataset.waiting;
  };
  addEventListener("error", ({ target }) => void ((target === window || target instanceof HTMLScriptElement) && broken()), true);
  setTimeout(broken, 30_000);
}
