"""Promise 8: no redirect leaves the site, and no request bends a link that goes out by mail."""

import re
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from urllib.parse import quote, urlsplit

import pytest

from learning.jobs import run_once
from learning.mail import MemoryMailer
from tests.client import Client
from tests.factories.identity import PASSWORD, person_with_password
from tests.factories.notifications import notice
from tests.factories.people import person
from tests.selection import chromium

HOST = "evil.example"
OWN = "https://collegium.example"


def addresses() -> list[str]:
    """Forms of an address that some browser or server once took for another site's."""
    starts = (
        *("//", "///", "////", "/\\", "\\/", "\\\\", "/\\/", "//\\", "\\//", "/", ""),
        *("/\t/", "/\n/", "/\r/", "\t//", "\n//", " //", "//\t", "/\x00/", "\x01//", "/\x0b/"),
        *("/%09/", "/%0d%0a/", "/%2f/", "/%2F%2F", "%2f%2f", "/%5c", "%5c%5c", "/.//", "/..//"),
        *(
            "/;//",
            "/?//",
            "/#//",
            "/@",
            "//@",
            "/:@",
            "//a@",
            "/\u3002/",
            "/\uff0f/",
            "\uff0f\uff0f",
        ),
        *(
            "/\u2028/",
            "/\xa0/",
            "/\u200b/",
            "/\xad/",
            "/\x7f/",
            "/\x85/",
            ".//",
            "..//",
            "?//",
            "#//",
        ),
    )
    schemes = (
        *(
            "http:",
            "https:",
            "HTTP:",
            "hTTps:",
            "ftp:",
            "file:",
            "ws:",
            "blob:",
            "about:",
            "mailto:",
        ),
        *("javascript:", "JaVaScRiPt:", "data:", "vbscript:", "java\tscript:", "\x01javascript:"),
        *("http\t:", "ht\ntp:", " http:", "\u2028http:", "view-source:", "collegium:", ":", "::"),
    )
    hosts = (HOST, f"collegium.example@{HOST}", f"{HOST}:80", f"localhost.{HOST}", f"{HOST}%00.x")
    found = [start + host for start, host in product(starts, hosts)]
    found += [
        scheme + slashes + HOST for scheme, slashes in product(schemes, ("", "/", "//", "\\"))
    ]
    found += [f"/sign-in/..{start}{HOST}" for start in ("//", "/\\", "/.//", "/%2e%2e//")]
    return list(dict.fromkeys(found))


def test_there_are_enough_of_them():
    assert len(addresses()) >= 300


def leaves(location: str) -> bool:
    """Whether a browser would go to another site.

    The WHATWG URL parser drops tab, line feed and carriage return, trims control characters and
    blanks, takes a backslash for a slash, and reads a host after two slashes or a scheme.
    """
    seen = re.sub(r"[\t\n\r]", "", location).strip("".join(map(chr, range(33))))
    seen = seen.replace("\\", "/")
    return seen.startswith("//") or bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", seen))


@pytest.mark.parametrize("location", ["//evil.example", "/\t/evil.example", "\\\\e", "https:e"])
def test_the_judge_knows_a_foreign_address(location):
    assert leaves(location)


@pytest.mark.parametrize("location", ["/", "/people?next=//e", "people", "/a:b", "?x=http://e"])
def test_the_judge_knows_an_own_address(location):
    assert not leaves(location)


def where(client, target: str) -> str:
    """Where signing in leads to that was asked to go on to `target`."""
    return client.open(f"/sign-in?next={quote(target, safe='')}").headers.get("Location", "/")


@pytest.fixture
def locations(client) -> list[tuple[str, str]]:
    client.sign_in(person())
    return [(target, where(client, target)) for target in addresses()]


def test_none_leads_off_the_site(locations):
    assert not [(target, found) for target, found in locations if leaves(found)]


def test_own_addresses_are_followed(client):
    """The control: the answer does depend on what was asked for."""
    client.sign_in(person())

    assert where(client, "/people?page=2") == "/people?page=2"


@pytest.mark.parametrize("target", addresses()[::40])
def test_nor_does_the_form_itself(client, target):
    answer = client.open(
        "/sign-in",
        method="POST",
        data=client.token()
        | {"email": person_with_password().email, "password": PASSWORD, "next": target},
    )
    assert answer.status_code in {302, 400, 422}
    assert not leaves(answer.headers.get("Location", "/"))


def test_nor_do_the_choices_of_language_and_theme(client):
    token = client.token()
    for target in addresses()[::7]:
        data = token | {"theme": "dark", "next": target}
        answer = client.open("/preferences", method="POST", data=data)
        assert not leaves(answer.headers["Location"]), target


def origins_in_chromium(found: list[str]) -> tuple[list[str], str]:
    """Where Chromium would go from the door, by address; then where it goes for a known trick."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - absent without a browser

    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page()
        origins = page.evaluate(
            "([base, found]) => found.map((one) => new URL(one, base).origin)",
            [f"{OWN}/sign-in", found],
        )
        known = page.evaluate("() => new URL('/\\\\evil.example', 'https://a.example').origin")
        browser.close()
    return origins, known


@pytest.mark.browser
def test_chromium_agrees(locations):
    """The judge above is ours; this is the parser that people's browsers have."""
    with ThreadPoolExecutor(1) as beside:  # the journeys' browser keeps this thread's event loop
        found = beside.submit(origins_in_chromium, [found for _, found in locations])
        origins, known = found.result()

    assert known == f"https://{HOST}", "the control: Chromium does fall for some"
    assert set(origins) == {OWN}


# Links that go out


CLAIMS = (
    *({"Host": HOST}, {"Host": f"{HOST}:443"}, {"Host": f"collegium.example.{HOST}"}),
    *({"X-Forwarded-Host": HOST}, {"X-Host": HOST}, {"X-Forwarded-Server": HOST}),
    *({"Forwarded": f"host={HOST};proto=https"}, {"X-Original-Host": HOST}),
    *({"X-Forwarded-Proto": "javascript"}, {"X-Forwarded-Prefix": f"//{HOST}"}),
    *({"X-Rewrite-URL": f"//{HOST}/"}, {"X-HTTP-Host-Override": HOST}),
)


def test_there_are_twelve_claims():
    assert len(CLAIMS) == 12


@pytest.fixture
def mailer(app, monkeypatch):
    mailer = MemoryMailer()
    monkeypatch.setitem(app.extensions, "mailer", mailer)
    return mailer


def known_to(visitor: Client, claim: dict[str, str]) -> None:
    """Let the visitor's cookie go to the claimed host, too."""
    kept = visitor.http.get_cookie("collegium")
    assert kept is not None
    host = claim.get("Host", "localhost").partition(":")[0]
    visitor.http.set_cookie("collegium", kept.value, domain=host)


def links_in(mail) -> list[str]:
    """Every address in every part and header of a mail."""
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return re.findall(r"https?://[^\s<>\"']+", "\n".join([*parts, mail["List-Unsubscribe"] or ""]))


@pytest.mark.parametrize("claim", CLAIMS, ids=str)
def test_every_link_of_every_mail_stands_on_the_configured_base(app, db, mailer, claim):
    visitor = Client(app.test_client())
    data = visitor.token() | {"email": person_with_password().email}
    known_to(visitor, claim)
    asked = visitor.open("/password/forgotten", method="POST", data=data, headers=claim)
    assert asked.status_code == 302
    notice(person())
    run_once(app)

    links = [link for mail in mailer.sent for link in links_in(mail)]
    assert len(mailer.sent) == 2
    assert len(links) >= 6
    assert {f"{urlsplit(link).scheme}://{urlsplit(link).netloc}" for link in links} == {OWN}


@pytest.mark.parametrize("claim", CLAIMS, ids=str)
def test_no_page_repeats_a_host_that_was_only_claimed(client, claim):
    client.sign_in(person_with_password())
    for address in (
        "/",
        "/sign-ins",
        "/sign-in?again=1",
        "/no/such/page",
        "/people",
        "/notifications",
    ):
        answer = client.open(address, headers=claim)
        assert HOST not in answer.text, address
        assert HOST not in answer.headers.get("Location", ""), address
