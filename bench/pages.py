"""How long pages take at 1,000 people and 900 articles: one worker of eight threads, as served.

Four visitors ask at once, on this machine, so their own work counts against the server.
"""

import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench import ROOT, SHARED, Visitor, environment, free_port, percentile, say, serving

VISITORS = 4
REQUESTS = 400
WARM_UP = 40

ARTICLES = [("en", "en"), ("en-guides", "en")]
PAGES = {
    "home": "/",
    "people": "/people",
    "academy": "/academy",
    "mentoring": "/mentoring",
    "programmes": "/programmes",
    "buddies": "/buddies",
    "reviews": "/reviews",
    "search": "/search?q=merge+request",
}


def fill(settings: dict[str, str]) -> None:
    """Import the company and the handbook as their owner would."""
    people = SHARED / "data" / "company" / "people.csv"
    commands = [["people", "import", str(people)]]
    for folder, language in ARTICLES:
        source = str(SHARED / "data" / "handbook" / folder)
        commands.append(["academy", "import", source, "--language", language])
    for command in commands:
        say(f"flask {' '.join(command)}")
        subprocess.run(
            [ROOT / "run", "flask", *command], env=settings, check=True, stdout=subprocess.PIPE
        )


def time_page(port: int, cookies: dict[str, str], url: str) -> dict[str, Any]:
    """Milliseconds from asking to the last byte, over all requests but the first few."""

    def ask(count: int) -> list[float]:
        visitor = Visitor(port)
        visitor.cookies = dict(cookies)
        taken = []
        for _ in range(count):
            start = time.perf_counter()
            visitor.read(url)
            taken.append((time.perf_counter() - start) * 1000)
        visitor.connection.close()
        return taken

    with ThreadPoolExecutor(VISITORS) as crowd:
        list(crowd.map(ask, [WARM_UP // VISITORS] * VISITORS))
        rounds = list(crowd.map(ask, [REQUESTS // VISITORS] * VISITORS))
    taken = [value for round_ in rounds for value in round_]
    visitor = Visitor(port)
    visitor.cookies = dict(cookies)
    return {
        "p50_ms": round(percentile(taken, 0.50), 1),
        "p95_ms": round(percentile(taken, 0.95), 1),
        "html_bytes": len(visitor.read(url).encode()),
    }


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="collegium-pages-") as name:
        port = free_port()
        settings = environment(Path(name) / "instance", port)
        fill(settings)
        with serving(ROOT / "run", settings):
            visitor = Visitor(port)
            visitor.sign_in("mentee@demo.example")
            article = visitor.links("/search?q=merge+request", r"/academy/articles/[^\"?#]+")[0]
            pages = {}
            for page, url in {"article": article, **PAGES}.items():
                pages[page] = time_page(port, visitor.cookies, url)
                say(f"{page:12} {pages[page]}")
    return {
        "pages": pages,
        **{f"p95_ms_{page}": figures["p95_ms"] for page, figures in pages.items()},
        "visitors": VISITORS,
        "requests_per_page": REQUESTS,
    }
