// Offers colleagues while somebody types @ and the beginning of a name into a text.
// Arrow keys and Enter choose, Escape closes; without an answer the field is a field.

const PAUSE_MS = 150;
const TYPED = /(?:^|[\s(])@([^\s@`#](?:[^@`#\n]{0,40}[^\s@`#])?)$/u;

export default function mention(field) {
  const list = document.createElement("ul");
  list.className = "mention-list";
  list.id = `${field.id}-people`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.label);
  field.after(list);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  let waiting;
  let running;
  let chosen = -1;

  const typed = () => TYPED.exec(field.value.slice(0, field.selectionStart))?.[1];

  function close() {
    list.hidden = true;
    list.replaceChildren();
    field.removeAttribute("aria-activedescendant");
    chosen = -1;
  }

  function mark(place) {
    chosen = (place + list.children.length) % list.children.length;
    [...list.children].forEach((one, n) => one.setAttribute("aria-selected", n === chosen));
    field.setAttribute("aria-activedescendant", list.children[chosen].id);
  }

  function take(text) {
    const start = field.selectionStart - typed().length;
    field.setRangeText(`${text} `, start, field.selectionStart, "end");
    close();
    field.focus();
  }

  async function ask() {
    const name = typed();
    running?.abort();
    if (!name) return close();
    running = new AbortController();
    const url = new URL(field.dataset.url, location.href);
    url.searchParams.set("q", name);
    try {
      const response = await fetch(url, { signal: running.signal });
      if (!response.ok) return;
      const found = await response.json();
      if (typed() !== name || !found.length) return close();
      list.replaceChildren(
        ...found.map(({ text, label }, n) => {
          const one = document.createElement("li");
          one.id = `${list.id}-${n}`;
          one.setAttribute("role", "option");
          one.textContent = label;
          one.addEventListener("mousedown", (event) => {
            event.preventDefault();
            take(text);
          });
          one.dataset.text = text;
          return one;
        }),
      );
      list.hidden = false;
      mark(0);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    if (typed()) waiting = setTimeout(ask, PAUSE_MS);
    else close();
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark(chosen + 1);
    else if (event.key === "ArrowUp") mark(chosen - 1);
    else if (event.key === "Enter" || event.key === "Tab") take(list.children[chosen].dataset.text);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", close);
}
