// Tells data-url what was searched for, and whether a result was opened: without a person, so that
// the academy learns what is missing. Searching itself only reads, and nothing depends on this.

export default function searched(list) {
  const { url, q, hits, took } = list.dataset;

  function tell(more) {
    fetch(url, {
      method: "POST",
      body: new URLSearchParams({ q, ...more }),
      headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
      keepalive: true,
    }).catch(() => {});
  }

  tell({ hits, took });
  list.addEventListener("click", (event) => {
    const hit = event.target.closest("a") && event.target.closest("[data-hit]");
    if (hit) tell({ opened: hit.dataset.hit });
  });
}
