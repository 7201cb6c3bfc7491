// Gives behaviour to elements that ask for it: data-behaviour="dismiss" loads behaviours/dismiss.js
// and hands it the element. Every page works without any of this.

const version = new URL(import.meta.url).search;

const begun = new WeakSet();

async function enliven(root) {
  const found = [...root.querySelectorAll("[data-behaviour]")].filter((one) => !begun.has(one));
  found.forEach((one) => begun.add(one));
  // All are fetched at once; they come alive in the order of the page.
  const modules = found.map((one) => import(`./behaviours/${one.dataset.behaviour}.js${version}`));
  for (const [place, element] of found.entries()) {
    const { default: behaviour } = await modules[place];
    behaviour(element);
    element.dataset.enlivened = "yes";
  }
}

enliven(document);

document.addEventListener("htmx:load", (event) => {
  enliven(event.target.parentElement ?? document);
});

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("meta[name=csrf-token]")?.content;
  if (token) event.detail.headers["X-CSRFToken"] = token;
});

// A form that was refused is sent as without this: the page that comes says what is wrong.
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.elt instanceof HTMLFormElement) detail.elt.submit();
});
