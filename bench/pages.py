"""How long pages take at 1,000 people and 900 articles: one worker of eight threads, as served.

Once with one visitor, and once with four who never pause: then each waits for the other three,
since a worker computes one page at a time. They share the machine with the server.
"""

import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench import ROOT, SHARED, Visitor, environment, free_port, percentile, say, serving

VISITORS = 4
REQUESTS = 300
WARM_UP = 20

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

    ask(WARM_UP)
    alone = ask(REQUESTS)
    with ThreadPoolExecutor(VISITORS) as crowd:
        shares = crowd.map(ask, [REQUESTS // VISITORS] * VISITORS)
        together = [value for share in shares for value in share]
    visitor = Visitor(port)
    visitor.cookies = dict(cookies)
    return {
        "p50_ms": round(percentile(alone, 0.50), 1),
        "p95_ms": round(percentile(alone, 0.95), 1),
        f"p95_ms_of_{VISITORS}": round(percentile(together, 0.95), 1),
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
        "visitors": VISITORS,
        "requests_per_page": REQUESTS,
    }
