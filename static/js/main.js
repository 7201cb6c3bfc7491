// Gives behaviour to elements that ask for it: data-behaviour="dismiss" loads behaviours/dismiss.js
// and hands it the element. Every page works without any of this.

const version = new URL(import.meta.url).search;

async function enliven(root) {
  for (const element of root.querySelectorAll("[data-behaviour]")) {
    const name = element.dataset.behaviour;
    if (element.dataset.enlivened) continue;
    element.dataset.enlivened = "yes";
    const { default: behaviour } = await import(`./behaviours/${name}.js${version}`);
    behaviour(element);
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
