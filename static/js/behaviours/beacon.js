// Tells data-url once that a text was read: most of it was on screen, and for long enough.
// Reading itself never writes; this request does, and nothing depends on it.

const SHARE = 0.6;
const AT_LEAST_MS = 10_000;

export default function beacon(text) {
  const opened = Date.now();

  function tell() {
    const box = text.getBoundingClientRect();
    if (window.innerHeight - box.top < box.height * SHARE) return;
    const left = AT_LEAST_MS - (Date.now() - opened);
    if (left > 0) return;
    stop();
    fetch(text.dataset.url, {
      method: "POST",
      headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
      keepalive: true,
    });
  }

  function stop() {
    removeEventListener("scroll", tell);
    clearTimeout(patience);
  }

  const patience = setTimeout(tell, AT_LEAST_MS + 50);
  addEventListener("scroll", tell, { passive: true });
}
