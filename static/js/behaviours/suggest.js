// Offers titles while somebody types a query: asks data-url and fills the list the field names.
// A late answer never covers a newer one; without an answer the field is a field.

const PAUSE_MS = 150;

export default function suggest(part) {
  const field = part.querySelector("input") ?? part;
  const list = document.getElementById(field.getAttribute("list"));
  let waiting;
  let running;

  async function ask() {
    running?.abort();
    running = new AbortController();
    const url = new URL(part.dataset.url, location.href);
    url.searchParams.set("q", field.value);
    try {
      const response = await fetch(url, { signal: running.signal });
      if (!response.ok) return;
      const found = await response.json();
      list.replaceChildren(...found.map(({ title }) => new Option(title, title)));
    } catch (error) {
      if (error.name !== "AbortError") list.replaceChildren();
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    if (field.value.trim().length > 1) waiting = setTimeout(ask, PAUSE_MS);
  });
}
