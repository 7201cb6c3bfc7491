// Times are links: with a player at hand they jump there instead of loading the page anew. Tells
// data-url now and then where one is, so that the next visit can go on there; nothing depends on it.

const EVERY_SECONDS = 10;

export default function player(part) {
  const video = part.querySelector("video");
  if (!video) return;
  const at = part.querySelector("input[name=at]");
  let told = 0;

  part.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-second]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    video.currentTime = Number(link.dataset.second);
    video.play().catch(() => {}); // it stands at the right second all the same
    video.scrollIntoView({ block: "nearest" });
  });

  video.addEventListener("timeupdate", () => {
    if (Math.abs(video.currentTime - told) >= EVERY_SECONDS) tell();
  });
  video.addEventListener("pause", () => {
    if (at && document.activeElement !== at) at.value = clock(video.currentTime);
    tell();
  });
  video.addEventListener("ended", () => tell(0));

  function tell(second = video.currentTime) {
    told = second;
    fetch(part.dataset.url, {
      method: "POST",
      headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
      body: new URLSearchParams({ second: Math.floor(second) }),
      keepalive: true,
    });
  }
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
